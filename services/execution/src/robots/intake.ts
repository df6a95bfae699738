import type { Declarations } from '@benchline/actions';
import type { KeyLeases, RefusalReports } from '@benchline/leases';
import type { VerifyPrincipal } from '@benchline/principal';
import { robotAnswers, robotDoor } from '@benchline/runtime';
import type { AnyAction, Call, Runtime } from '@benchline/runtime';
import type { Logger, Meter } from '@benchline/telemetry';
import { counter } from '@benchline/telemetry';
import type { JsMsg } from '@nats-io/jetstream';
import { readCommandMessage } from './command-message.ts';
import { pause } from './pause.ts';
import type { WorkMessages } from './session.ts';
import { standingOf } from './standing.ts';
import type { ReceivedWork, Teller } from './tell-outcomes.ts';
import { teller } from './tell-outcomes.ts';
import type { BatchConfig, Settled } from './work-batch.ts';
import { workBatch } from './work-batch.ts';

export interface IntakeDrivers {
  readonly runtime: Pick<Runtime, 'changeInOrder'>;
  readonly declarations: Declarations;
  /** All that the service does; those with a name for robots are taken. */
  readonly actions: readonly AnyAction[];
  readonly verify: VerifyPrincipal;
  readonly leases: KeyLeases;
  readonly reports: Pick<RefusalReports, 'add'>;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** Takes messages through: who sent them may act, they are read, worked in order, and told. */
export function intake(drivers: IntakeDrivers, timeoutMs: number): WorkMessages {
  const { runtime, declarations, actions, verify, leases, reports, logger, meter } = drivers;
  const counted = counter(meter, { name: 'robot_commands', description: 'Commands of robots that have an outcome.' });
  const base = {
    runtime,
    read: robotDoor({ declarations, actions, verify }),
    answer: robotAnswers(declarations),
    stand: (sender: ReceivedWork['sender']) => standingOf(leases, reports, sender),
    pause,
    waits: (error: unknown) => {
      logger.warn({ error }, 'commands of robots wait');
    },
  };
  return async (connection, batch, signal) => {
    const { settle, putAway } = teller({ connection, declarations, timeoutMs });
    const config: BatchConfig<ReceivedWork> = {
      ...base,
      settle: async (settled) => {
        await settle(settled);
        counted.add(1, { status: String(settled.answer.status) });
        if (settled.poison?.kind === 'internal') logger.error({ error: settled.poison }, 'defect');
        reportForbidden(reports, settled);
      },
    };
    const works = await worksIn(batch, async (message, { sender, error }) => {
      // Until it is there: nothing but what is through may leave the stream.
      while (!signal.aborted) {
        try {
          await putAway(message, sender, error);
          return;
        } catch (thrown) {
          base.waits(thrown);
          await pause(retryMs, signal);
        }
      }
    });
    await workBatch(config, works, signal);
  };
}

const retryMs = 1_000;

type PutAway = (
  message: JsMsg,
  why: { readonly sender: Parameters<Teller['putAway']>[1]; readonly error: Parameters<Teller['putAway']>[2] },
) => Promise<void>;

/** The commands among the messages. What is none is put away. */
async function worksIn(batch: readonly JsMsg[], putAway: PutAway): Promise<readonly ReceivedWork[]> {
  const works: ReceivedWork[] = [];
  const away: Promise<void>[] = [];
  for (const message of batch) {
    const { sender, command, error } = readCommandMessage(message);
    if (command === undefined) away.push(putAway(message, { sender, error }));
    else works.push({ sender, command, message });
  }
  await Promise.all(away);
  return works;
}

/** As the gateway does with what services forbid. */
function reportForbidden(reports: Pick<RefusalReports, 'add'>, { work, poison, call }: Settled<ReceivedWork>): void {
  if (poison?.kind !== 'forbidden' || call === undefined) return;
  const { organizationId, actor, credentialMethod, credentialId, source, requestId }: Call = call;
  const { action } = work.command;
  reports.add({
    organizationId,
    actor,
    credentialMethod,
    credentialId,
    action,
    code: poison.reason,
    source,
    requestId,
  });
}
