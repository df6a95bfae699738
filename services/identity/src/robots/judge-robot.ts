import type { AuthorizationRequest } from '@benchline/nats-auth';
import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Runtime } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import type { KeyUse } from '../accounts/key-use.ts';
import type { ShownCredential } from '../leases/key-standing.ts';
import { keyStanding } from '../leases/key-standing.ts';
import type { BadStanding, GoodStanding, Standing } from '../leases/standing.ts';
import { refused, unknownCredential } from '../leases/standing.ts';
import type { NotedConnection, RobotConnections } from './robot-connections.ts';
import { forgetNote } from './robot-connections.ts';
import { shownKey } from './shown-key.ts';

export interface JudgeParts {
  readonly runtime: Runtime;
  readonly records: Pick<Records, 'barrier'>;
  readonly connections: RobotConnections;
  readonly keyUse: Pick<KeyUse, 'note'>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** After so long at the latest a robot has to come in anew. */
  readonly connectedMsMax: number;
}

/** What becomes of somebody who wants to connect. */
export type Judgement = Admitted | { readonly admitted: false; readonly refusal: CredentialRefusal };

export interface Admitted {
  readonly admitted: true;
  readonly standing: GoodStanding;
  /** When it has to come in anew, milliseconds since the epoch. */
  readonly endsAt: number;
  readonly note: NotedConnection;
}

/** A role may change while somebody comes in; one that changes all the time is a reason to try later. */
const triesMax = 4;
const secondMs = 1_000;

/**
 * Judges a robot by the key that it shows, and notes the connection that it is let in on.
 *
 * Why nobody stays connected on terms that are gone. The connection is noted with all that it depends on, then reads are made sure to
 * see what is committed, and only then is the key's standing read that decides. Whoever revokes a key commits first and lists the notes
 * afterwards. So either the standing is read after that commit, and the robot is refused; or the note was written before the list was
 * read, and the connection is ended, which the server can do while it still waits for our answer.
 * The first look only tells which key it is: whoever shows none that is good leaves no note.
 *
 * @throws {AppError} `unavailable` when the standing can't be told.
 */
export async function judgeRobot(parts: JudgeParts, asked: AuthorizationRequest): Promise<Judgement> {
  const shown = shownKey(asked.token);
  if (shown === undefined) return turnedAway(unknownCredential);
  const seen = await standingOf(parts, shown);
  if (!seen.good) return turnedAway(seen);
  return judgeNoted(parts, { ...asked, shown, seen });
}

interface Seen extends AuthorizationRequest {
  readonly shown: ShownCredential;
  readonly seen: GoodStanding;
}

async function judgeNoted(parts: JudgeParts, { shown, seen, ...asked }: Seen): Promise<Judgement> {
  const { clock, connections, records } = parts;
  const now = clock();
  const since = new Date(now).toISOString();
  const endsAt = Math.min(seen.endsAt, now + parts.connectedMsMax);
  let [standing, note]: [Standing, NotedConnection | undefined] = [seen, undefined];
  try {
    for (let tries = 0; tries < triesMax && standing.good; tries += 1) {
      note = await connections.write(noteOf(asked, standing, since), endsAt, note?.version ?? 0);
      await records.barrier(clock());
      standing = await standingOf(parts, shown);
      if (standing.good && sameSubjects(standing, note)) {
        await parts.keyUse.note(standing.organizationId, Number(standing.credentialId));
        return { admitted: true, standing, endsAt, note };
      }
    }
  } catch (thrown) {
    await forgetNote(connections, note);
    throw thrown;
  }
  await forgetNote(connections, note);
  if (!standing.good) return turnedAway(standing);
  throw new Error('The terms of a key changed again and again while it was judged');
}

async function standingOf({ runtime, clock }: JudgeParts, shown: ShownCredential): Promise<Standing> {
  const standing = await keyStanding(runtime, shown, clock());
  // A server closes what ends within the second that it has begun.
  return standing.good && standing.endsAt - clock() < secondMs ? refused('expired', standing) : standing;
}

function noteOf(
  { serverId, clientId }: AuthorizationRequest,
  { organizationId, credentialId, subjects }: GoodStanding,
  since: string,
): Omit<NotedConnection, 'version'> {
  return { organizationId, serverId, clientId, keyId: Number(credentialId), since, subjects };
}

function sameSubjects(standing: GoodStanding, note: NotedConnection): boolean {
  return standing.subjects.every((subject) => note.subjects.includes(subject));
}

function turnedAway({ refusal }: BadStanding): Judgement {
  return { admitted: false, refusal };
}
