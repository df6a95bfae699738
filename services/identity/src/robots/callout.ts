import { randomUUID } from 'node:crypto';
import type { LinkRequest } from '@benchline/bus/link';
import { toAppError } from '@benchline/errors';
import type { AccountSigner, Admission, AuthorizationRequest } from '@benchline/nats-auth';
import { admitted, readAuthorizationRequest, refusedEntry, robotPermissions } from '@benchline/nats-auth';
import type { CredentialRefusal, ReportRefusalsRequest } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Time } from '../leases/time.ts';
import { WaitingLine } from '../passwords/waiting-line.ts';
import type { Admitted, Judgement } from './judge-robot.ts';

/** How it went, for the metrics. */
export type Outcome = 'admitted' | 'refused' | 'malformed' | 'overloaded' | 'failed' | 'late';

export interface CalloutConfig {
  readonly signer: AccountSigner;
  /** The NATS account of those who are let in. */
  readonly account: string;
  readonly time: Time;
  /** @throws {AppError} when it can't be told; then nobody is let in. */
  readonly judge: (asked: AuthorizationRequest) => Promise<Judgement>;
  /** Takes back a note of somebody who didn't come in after all. Never rejects. */
  readonly forget: (judgement: Judgement) => Promise<void>;
  readonly report: (report: ReportRefusalsRequest) => void;
  readonly count: (outcome: Outcome) => void;
  readonly failed: (error: unknown) => void;
}

export interface Callout {
  /** Answers a server's request; never throws. */
  readonly hear: (request: LinkRequest) => void;
  /** Answers no more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Each takes a few turns with the store. */
const atOnce = 64;
/** A lab's robots that all come back at the same time. */
const waitingMax = 5_000;
/** In the line and in the store each; together less than the server waits. */
const waitMsMax = 2_000;
const judgeMsMax = 2_500;

/** The one answer to whoever isn't let in because of what they showed: nobody learns why. */
const notGood = 'The key is not good';
const notNow = 'It can not be told at the moment whether the key is good';

/** What a NATS server asks before it lets somebody in. Whatever goes wrong, nobody is let in. */
export function callout(config: CalloutConfig): Callout {
  const { signer, time } = config;
  const line = new WaitingLine({ atOnce, waitingMax, waitMsMax });
  let stopped = false;
  const busy = new Set<Promise<void>>();
  const by = () => ({ signer, now: time.now() });

  const reply = (request: LinkRequest, outcome: Outcome, text: string): void => {
    config.count(outcome);
    request.answer(text);
  };
  const settle = async (asked: AuthorizationRequest, request: LinkRequest): Promise<void> => {
    const judging = config.judge(asked);
    const judgement = await inTime(judging, time);
    if (judgement === undefined) {
      reply(request, 'late', refusedEntry(asked, notNow, by()));
      // What the store is still busy with takes up its place in the line.
      await judging.then(config.forget, config.failed);
    } else if (judgement.admitted) {
      reply(request, 'admitted', admitted(asked, admissionOf(judgement, config.account), by()));
    } else {
      tell(asked, judgement.refusal);
      reply(request, 'refused', refusedEntry(asked, notGood, by()));
    }
  };
  const tell = ({ host }: AuthorizationRequest, refusal: CredentialRefusal): void => {
    const { reason, organizationId, actor, credentialId } = refusal;
    if (reason === 'unknown') return;
    const who = { organizationId, actor, credentialMethod: 'key', credentialId };
    const what = { action: 'ConnectRobot', code: reason, source: host, requestId: '', count: 1 };
    config.report({ reportId: randomUUID(), refusals: [{ ...who, ...what }] });
  };
  const work = async (asked: AuthorizationRequest, request: LinkRequest): Promise<void> => {
    try {
      await line.run(() => settle(asked, request));
    } catch (error) {
      const overloaded = toAppError(error).reason === 'overloaded';
      if (!overloaded) config.failed(error);
      reply(request, overloaded ? 'overloaded' : 'failed', refusedEntry(asked, notNow, by()));
    }
  };
  return {
    hear: (request) => {
      const asked = stopped ? undefined : readAuthorizationRequest(request.text);
      if (asked?.issuer !== signer.publicKey) {
        config.count('malformed');
        return;
      }
      const working = work(asked, request).finally(() => busy.delete(working));
      busy.add(working);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(busy);
    },
  };
}

/** `undefined` when it takes too long. */
async function inTime(judging: Promise<Judgement>, time: Time): Promise<Judgement | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([judging, time.pause(judgeMsMax, settled.signal).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}

function admissionOf({ standing, endsAt }: Admitted, account: string): Admission {
  const { organizationId, scopes } = standing;
  const keyId = Number(standing.credentialId);
  return {
    name: `robot/${String(organizationId)}/${String(keyId)}`,
    account,
    permissions: robotPermissions({ organizationId, keyId, scopes }),
    endsAt,
  };
}
