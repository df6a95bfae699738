import type { Client } from './client.ts';
import type { Page } from './wire.ts';

const pagesMax = 2_000;

/** All items of a list, page by page. `path` has no cursor and may have other parameters. */
export async function walk<Item>(client: Client, path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const next: string = cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const answer = await client.get<Page<Item>>(`${path}${next}`);
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${String(answer.status)}: ${answer.text}`);
    items.push(...answer.body.items);
    cursor = answer.body.next_cursor;
    if (cursor === null) return items;
  }
  throw new Error(`the list ${path} has no end within ${String(pagesMax)} pages`);
}
