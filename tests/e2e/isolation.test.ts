import {
  basePaths,
  productDeclarations,
  standsOn,
  type Declaration,
  type FieldDeclaration,
  type Surface,
} from '@benchline/actions';
import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import { admin, made, makeKey, owner, signInAnswer } from '../harness/administration.ts';
import { clientOf, type Client, type Fields } from '../harness/client.ts';
import { describeInEveryShape, type Lab, type LabOf } from '../harness/every-shape.ts';
import type { Page } from '../harness/wire.ts';

/** What an organization has, by the name of the field or path parameter that names it. */
type Names = (declaration: Declaration, field: FieldDeclaration) => string | number | undefined;

interface Caller {
  readonly who: string;
  readonly client: Client;
  readonly surfaces: readonly Surface[];
}

const declarations = productDeclarations();
const external = 'theirs/Ä';
const guestEmail = 'grace@lab.example';
const past = '2000-01-01T00:00:00Z';
const password = 'a guest with a long password';

/** Records of the first organization, which the second one, where nothing is, asks for. Two at least of what there is a list of. */
async function stock({ product, people }: Lab): Promise<{ readonly personId: number }> {
  made(await people.post(`${admin}/roles`, { name: external, permissions: ['samples:view'] }), 201);
  // So many that the last one has an id that the second organization gave to nothing of its own.
  for (const account of ['a', 'b', 'c']) await makeKey(people, { account });
  const { secret } = await makeKey(people, { account: 'd' });
  made(await people.post(`${admin}/service-accounts/1/api-keys`, { name: 'another' }), 201);
  const client = clientOf({ url: product.url, key: secret });
  for (const external_id of [external, 'another']) {
    made(await client.post('/projects', { external_id, name: 'theirs' }), 201);
    made(await client.post('/experiments', { external_id, name: 'theirs', project_id: 1 }), 201);
    made(await client.post('/samples', { external_id, experiment_id: 1, organism: 'theirs' }), 201);
  }
  const body = { email: guestEmail, name: 'Grace', role: 'viewer', password };
  const { id: personId } = made(await people.post<{ id: number }>(`${admin}/people`, body), 201);
  const audited = `${admin}/audit?entity=${encodeURIComponent(theirEntity)}&actor=${encodeURIComponent(theirActor)}`;
  await eventually(async () => made(await people.get<Page<unknown>>(audited), 200).items.length > 0, {
    timeoutMs: 15_000,
    intervalMs: 50,
    what: 'the audit telling of their records',
  });
  return { personId };
}

async function secondOrganization(url: string, people: Client): Promise<readonly Caller[]> {
  made(await people.post('/api/v1/organizations', { name: 'Second' }), 201);
  const { email } = owner;
  const { token } = await signInAnswer(url, { email, password: owner.password, organization: 'Second' });
  const session = clientOf({ url, key: token });
  const all = await makeKey(session, { account: 'all', role: 'admin' });
  const view = await makeKey(session, { account: 'view', role: 'viewer' });
  return [
    { who: 'a session', client: session, surfaces: ['api', 'admin'] },
    {
      who: 'a key that may do everything',
      client: clientOf({ url, key: all.secret }),
      surfaces: ['api', 'integration'],
    },
    { who: 'a key that may look', client: clientOf({ url, key: view.secret }), surfaces: ['api', 'integration'] },
  ];
}

const referring = /^(?:id|ids|external_ids?|name|entity|actor|(?:project|experiment)_(?:external_)?id)$/;

/** Of their accounts and keys: the last ones. */
const theirLast = 5;
/** In the audit. */
const theirEntity = 'sample/1';
const theirActor = `service_account/${String(theirLast)}`;

/** Names of records that are there, but theirs. */
function foreign(personId: number): Names {
  return ({ path }, { wireName, type }) => {
    if (!referring.test(wireName)) return undefined;
    if (wireName === 'entity') return theirEntity;
    if (wireName === 'actor') return theirActor;
    if (type === 'string') return external;
    if (path.startsWith('/people')) return personId;
    return /^\/(?:service-accounts|api-keys)/.test(path) ? theirLast : 1;
  };
}

/** Names that no record of anybody has. */
const absent: Names = (_, { wireName, type }) => {
  if (!referring.test(wireName)) return undefined;
  if (wireName === 'entity') return 'sample/4711';
  if (wireName === 'actor') return 'service_account/4711';
  return type === 'string' ? 'nowhere/Ö' : 4711;
};

/** Everything that is named at once, and each filter of a list by itself, lest one hides what another lets through. */
function waysToName({ method, path, input }: Declaration, names: Names): readonly Names[] {
  const isInPath = (name: string): boolean => path.includes(`{${name}}`);
  const filters = input.fields
    .map(({ wireName }) => wireName)
    .filter((name) => referring.test(name) && !isInPath(name));
  if (method !== 'GET') return [names];
  const only = (filter: string): Names => {
    return (declaration, field) =>
      field.wireName === filter || isInPath(field.wireName) ? names(declaration, field) : undefined;
  };
  return [names, ...filters.map(only)];
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A request of the action with its required fields, that names what `names` gives. What it would do, it only tries. */
function requestOf(declaration: Declaration, surface: Surface, names: Names): Request {
  const inPath = (name: string): FieldDeclaration | undefined =>
    declaration.input.fields.find(({ wireName }) => wireName === name);
  const path = declaration.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const field = inPath(name);
    return encodeURIComponent(String((field && names(declaration, field)) ?? ''));
  });
  const rest = declaration.input.fields.filter(({ wireName }) => !declaration.path.includes(`{${wireName}}`));
  const base = `${basePaths[surface]}${path}`;
  if (declaration.method === 'GET' || declaration.method === 'DELETE') {
    const query = rest.flatMap((field) => {
      const value = names(declaration, field);
      return value === undefined ? [] : [`${field.wireName}=${encodeURIComponent(String(value))}`];
    });
    return {
      method: declaration.method,
      path: `${base}${query.length === 0 ? '' : `?${query.join('&')}`}`,
      body: undefined,
    };
  }
  return { method: declaration.method, path: `${base}?dry_run=true`, body: bodyOf(declaration, rest, names) };
}

function bodyOf(declaration: Declaration, fields: readonly FieldDeclaration[], names: Names): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(declaration, field, names);
    if (value !== undefined) body[field.wireName] = value;
  }
  return body;
}

function valueOf(declaration: Declaration, field: FieldDeclaration, names: Names): unknown {
  const { wireName, message, list, rules, type } = field;
  if (type === 'mask' || rules.forbidden !== undefined) return undefined;
  if (wireName === 'items' && message !== undefined) return [bodyOf(declaration, message.fields, names)];
  const named = names(declaration, field);
  if (named !== undefined) return list ? [named] : named;
  return rules.example === undefined ? requiredValue(field) : (JSON.parse(rules.example) as unknown);
}

/** Any value that keeps the rules. */
function requiredValue({ rules, type }: FieldDeclaration): unknown {
  if (!rules.required) return undefined;
  if (rules.values.length > 0) return rules.values[0];
  return type === 'string' ? 'x'.repeat(Math.max(1, rules.minLength ?? 1)) : 1;
}

/** What differs by chance or by time, and what a refusal or a page says of the records it is about. */
function tellingPart(status: number, text: string): string | undefined {
  if (status >= 400) return text;
  const body = (text === '' ? {} : JSON.parse(text)) as { readonly items?: readonly { readonly detail?: unknown }[] };
  return JSON.stringify(body.items?.map(({ detail }) => detail ?? 'a record'));
}

const ownAffairs = /^\/(auth|organizations)/;

function surfacesOf({ surfaces }: Caller, declaration: Declaration): readonly Surface[] {
  return surfaces.filter((surface) => standsOn(declaration, surface));
}

async function ask({ who, client }: Caller, { method, path, body }: Request) {
  const answer = await client.send({
    method,
    path,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return {
    who,
    status: answer.status,
    telling: tellingPart(answer.status, answer.text),
    etag: answer.status >= 400 ? answer.headers.get('etag') : null,
  };
}

/** The cursors of all pages of a list, as the parameters that take them. */
async function cursorsOf(client: Client, path: string, first: string): Promise<readonly string[]> {
  const found: string[] = [];
  let query: string | undefined = first;
  while (query !== undefined) {
    const page: Page<unknown> & { readonly synced_to?: string } = made(await client.get(`${path}?${query}`), 200);
    const next = page.next_cursor === null ? [] : [`${first}&cursor=${page.next_cursor}`];
    found.push(...next, ...(page.synced_to === undefined ? [] : [`limit=1&updated_after_cursor=${page.synced_to}`]));
    query = next[0];
  }
  return found;
}

describeInEveryShape("another organization's records", (lab: LabOf) => {
  let callers: readonly Caller[] = [];
  let personId = 0;
  beforeAll(async () => {
    ({ personId } = await stock(lab()));
    callers = await secondOrganization(lab().product.url, lab().people);
  });

  const actions = [...declarations.actions.values()].filter(({ path }) => !ownAffairs.test(path));
  const hasField = ({ input }: Declaration, name: string) => input.fields.some(({ wireName }) => wireName === name);

  // @req organization.foreign
  test.each(actions.map((declaration) => [declaration.name, declaration] as const))(
    '%s answers for them as for what is not there, whoever asks',
    async (_name, declaration) => {
      for (const caller of callers) {
        for (const surface of surfacesOf(caller, declaration)) {
          const askAll = async (names: Names) => {
            const answers = [];
            for (const way of waysToName(declaration, names)) {
              answers.push(await ask(caller, requestOf(declaration, surface, way)));
            }
            return answers;
          };

          const theirs = await askAll(foreign(personId));
          const nobodys = await askAll(absent);

          expect(theirs).toEqual(nobodys);
          expect(theirs.filter(({ status }) => status >= 500)).toEqual([]);
        }
      }
    },
  );

  const lists = actions.filter((declaration) => hasField(declaration, 'cursor'));

  // @req organization.foreign, list.cursor-invalid
  test.each(lists.map((declaration) => [declaration.name, declaration] as const))(
    '%s takes none of their cursors, whoever asks',
    async (_name, declaration) => {
      const path = declaration.path.replace('{id}', '1');
      const theirPath = `${basePaths[standsOn(declaration, 'api') ? 'api' : 'admin']}${path}`;
      const walks = ['limit=1', ...(hasField(declaration, 'updated_since') ? [`limit=1&updated_since=${past}`] : [])];
      const cursors = (await Promise.all(walks.map((first) => cursorsOf(lab().people, theirPath, first)))).flat();
      expect(cursors.length).toBeGreaterThan(0);

      const answers: { readonly cursor: string; readonly status: number; readonly body: Fields }[] = [];
      for (const caller of callers) {
        const { client } = caller;
        for (const surface of surfacesOf(caller, declaration)) {
          const list = `${basePaths[surface]}${path}`;
          // Who may not see the list at all is told so, cursor or not.
          if ((await client.get(list)).status !== 200) continue;
          for (const cursor of cursors) {
            const { status, body } = await client.get(`${list}?${cursor}`);
            answers.push({ cursor, status, body });
          }
        }
      }

      expect(answers.length).toBeGreaterThan(0);
      const taken = answers.filter(({ status, body }) => status !== 400 || body['detail'] !== 'invalid_cursor');
      expect(taken).toEqual([]);
    },
  );

  // @req organization.foreign
  test('a key names its own organization, or none', async () => {
    const { client } = lab();

    const answers = await Promise.all(
      ['1', '2', '4711'].map((organization) =>
        client.send({ method: 'GET', path: '/samples', headers: { 'x-organization': organization } }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(answers[1]?.text).toBe(answers[2]?.text);
  });
});
