import type {
  AuditActor,
  AuditCredential,
  AuditEntity,
  AuditEntry,
} from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { LoggedChange } from '@benchline/runtime';

/** What identity writes down when somebody comes in, leaves or is refused. */
export const accessEvent = 'access_event';

/** What an entry says of the thing that an access event tells of, in place of what it says of the event's own record. */
type AccessEntry = Pick<
  AuditEntry,
  'action' | 'actor' | 'credential' | 'entity' | 'before' | 'after' | 'outcome' | 'code' | 'source' | 'requestId'
>;

/**
 * An access event as the act it tells of, about the one who acted, whose name identity has. `after` says how many acts it stands for,
 * where it is not one.
 */
export function accessEntry({ after }: LoggedChange): AccessEntry {
  const text = (name: string): string => (typeof after[name] === 'string' ? after[name] : '');
  const code = text('code');
  const count = numberIn(after, 'count');
  const actor = actorOf(text('actorKind'), numberIn(after, 'actorId'));
  return {
    action: text('action'),
    actor,
    credential: credentialOf(text('credentialMethod'), text('credentialId')),
    entity: actor && entityOf(actor),
    before: undefined,
    after: count > 1 ? JSON.stringify({ count }) : undefined,
    outcome: text('outcome'),
    code: code === '' ? undefined : code,
    source: text('source'),
    requestId: text('requestId'),
  };
}

function numberIn(fields: LoggedChange['after'], name: string): number {
  const value = fields[name];
  return typeof value === 'number' ? value : 0;
}

function actorOf(kind: string, id: number): AuditActor | undefined {
  return kind === '' ? undefined : { kind, id, name: '' };
}

/** The actor's own record, which has not changed. */
function entityOf({ kind, id }: AuditActor): AuditEntity {
  return { kind, id, version: 0 };
}

function credentialOf(method: string, id: string): AuditCredential {
  return { method, id };
}
