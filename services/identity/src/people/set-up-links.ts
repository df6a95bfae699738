import { hash } from 'node:crypto';
import { AppError, unavailable } from '@benchline/errors';
import { platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import { sameDigest } from '../leases/same-digest.ts';
import type { RandomBytes } from '../random-text.ts';
import { randomText } from '../random-text.ts';

/** Whom a one-time link is for: a person by id, or whoever becomes the first owner. */
export type LinkHolder = number | 'owner';

/** One-time links to a first password. Only a hash of each is kept; a new one makes the one before void. */
export interface SetUpLinks {
  /** The token of a new link. */
  renew(holder: LinkHolder): Promise<string>;
  /** Whom a token is for. @throws {AppError} `not_found` for one that never was, is used, void or over. */
  holderOf(token: string): Promise<LinkHolder>;
  end(holder: LinkHolder): Promise<void>;
}

interface LinksConfig {
  readonly records: Records;
  readonly clock: () => number;
  readonly random: RandomBytes;
}

const space = 'set_up_links';
const personsLinkMs = 7 * 24 * 60 * 60_000;
/** 256 bits. */
const secretLength = 43;
const triesMax = 20;

export function setUpLinks({ records, clock, random }: LinksConfig): SetUpLinks {
  const put = async (holder: LinkHolder, value: string): Promise<boolean> => {
    const now = clock();
    const key = String(holder);
    const present = await records.get(platform, space, key, now);
    // The first owner's link is good until there is an owner.
    const end = holder === 'owner' ? {} : { expiresAt: now + personsLinkMs };
    const write = { key, value, expected: present?.version ?? 0, ...end };
    return (await records.put(platform, space, write, now)) !== undefined;
  };
  return {
    renew: async (holder) => {
      const token = `${String(holder)}.${randomText(secretLength, random)}`;
      for (let tries = 0; tries < triesMax; tries += 1) if (await put(holder, digestOf(token))) return token;
      throw unavailable('a set-up link');
    },
    holderOf: async (token) => {
      const holder = holderIn(token);
      if (holder === undefined) throw linkNotFound();
      const row = await records.get(platform, space, String(holder), clock());
      if (row === undefined || !sameDigest(row.value, digestOf(token))) throw linkNotFound();
      return holder;
    },
    end: async (holder) => {
      const row = await records.get(platform, space, String(holder), clock());
      if (row !== undefined) await records.remove(platform, space, String(holder), row.version);
    },
  };
}

export function linkNotFound(): AppError {
  return new AppError(
    'not_found',
    'set_up_link_not_found',
    'The link was used, replaced or is too old: ask for a new one',
  );
}

function holderIn(token: string): LinkHolder | undefined {
  const holder = /^(owner|[1-9]\d{0,14})\./.exec(token)?.[1];
  if (holder === undefined) return undefined;
  return holder === 'owner' ? holder : Number(holder);
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
