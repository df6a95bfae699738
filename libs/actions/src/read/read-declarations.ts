import type { DescMessage, DescService } from '@bufbuild/protobuf';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type {
  Declaration,
  Declarations,
  EventDeclaration,
  KindDeclaration,
  MessageDeclaration,
} from '../declaration.ts';
import { checkActions } from './check-actions.ts';
import { checkFields } from './check-fields.ts';
import { checkReferences } from './check-references.ts';
import { Problems } from './problems.ts';
import { readAction } from './read-action.ts';
import { messageReader } from './read-message.ts';
import type { Reading } from './reading.ts';
import { sourceReader } from './source.ts';
import { vocabularyOf } from './vocabulary.ts';

type ReadMessage = (desc: DescMessage) => MessageDeclaration;

interface Tables {
  readonly actions: Map<string, Declaration>;
  readonly kinds: Map<string, KindDeclaration>;
  readonly events: Map<string, EventDeclaration>;
  readonly scopes: Set<string>;
  readonly keyScopes: Set<string>;
  /** Owner by proto package. */
  readonly owners: Map<string, string>;
}

/**
 * Reads a descriptor set (`buf build -o`) into the table that all surfaces follow from.
 * @throws {Error} that names every bad declaration with its file and line.
 */
export function loadDeclarations(image: Uint8Array): Declarations {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const reading: Reading = {
    vocabulary: vocabularyOf(registry),
    source: sourceReader(),
    problems: new Problems(),
    places: new Map(),
  };
  const readMessage = messageReader(reading);
  const tables: Tables = {
    actions: new Map(),
    kinds: new Map(),
    events: new Map(),
    scopes: new Set(),
    keyScopes: new Set(),
    owners: new Map(),
  };
  for (const desc of registry) {
    if (desc.kind === 'message') readRecordOrEvent(reading, desc, { tables, readMessage });
  }
  for (const desc of registry) {
    if (desc.kind === 'service') readService(reading, desc, { tables, readMessage });
  }
  const declarations: Declarations = { ...tables, scopes: [...tables.scopes], keyScopes: [...tables.keyScopes] };
  checkActions(reading, declarations);
  checkFields(reading, declarations);
  checkReferences(reading, declarations);
  reading.problems.throwIfAny();
  return declarations;
}

interface Into {
  readonly tables: Tables;
  readonly readMessage: ReadMessage;
}

function readRecordOrEvent(reading: Reading, desc: DescMessage, { tables, readMessage }: Into): void {
  const kind = reading.vocabulary.kind(desc);
  const { at } = reading.source(desc);
  if (kind !== undefined) {
    if (tables.kinds.has(kind.name)) reading.problems.add(at, `the kind "${kind.name}" is declared twice`);
    const message = readMessage(desc);
    const privateFields = message.fields
      .filter(({ rules }) => rules.personal || rules.sensitive)
      .map(({ name }) => name);
    const declared: KindDeclaration = { name: kind.name, message, states: kind.states, privateFields };
    reading.places.set(declared, at);
    tables.kinds.set(kind.name, declared);
  }
  for (const name of reading.vocabulary.event(desc)?.names ?? []) {
    if (tables.events.has(name)) reading.problems.add(at, `the event "${name}" is declared twice`);
    const declared: EventDeclaration = { name, payload: readMessage(desc) };
    reading.places.set(declared, at);
    tables.events.set(name, declared);
  }
}

function readService(reading: Reading, desc: DescService, { tables, readMessage }: Into): void {
  const service = reading.vocabulary.actions(desc) ?? { owner: '', scopes: [], keyScopes: [] };
  for (const scope of [...service.scopes, ...service.keyScopes]) tables.scopes.add(scope);
  for (const scope of service.keyScopes) tables.keyScopes.add(scope);
  let acts = false;
  for (const method of desc.methods) {
    const option = reading.vocabulary.action(method);
    if (option === undefined) continue;
    acts = true;
    const { at } = reading.source(method);
    if (tables.actions.has(method.name)) reading.problems.add(at, `the action "${method.name}" is declared twice`);
    const action = readAction(reading, method, { owner: service.owner, option, readMessage });
    if (action === undefined) continue;
    tables.actions.set(action.name, action);
    checkScope(action, service.scopes, (what) => {
      reading.problems.add(at, `${method.name} ${what}`);
    });
  }
  if (acts) checkOwner(reading, desc, { owners: tables.owners, owner: service.owner });
}

/** People have their own affairs, for which being signed in is enough; a key is nobody without a scope. */
function checkScope({ scope, audience }: Declaration, known: readonly string[], report: (what: string) => void): void {
  if (scope === '') {
    if (!audience.every((one) => one === 'person' || one === 'anyone')) report('has no scope');
  } else if (!known.includes(scope))
    report(`asks for the unknown scope "${scope}"; its service lists ${known.join(', ')}`);
}

function checkOwner(reading: Reading, desc: DescService, claim: { owners: Map<string, string>; owner: string }): void {
  const { at } = reading.source(desc);
  const { owners, owner } = claim;
  const known = owners.get(desc.file.proto.package);
  owners.set(desc.file.proto.package, known ?? owner);
  if (owner === '') reading.problems.add(at, `${desc.name} has actions but no owner`);
  else if (known !== undefined && known !== owner) {
    reading.problems.add(at, `${desc.name} names the owner "${owner}", another service of its package "${known}"`);
  }
}
