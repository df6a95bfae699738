import type { Declarations } from '@benchline/actions';
import type { KeyLeases, RefusalReports } from '@benchline/leases';
import type { VerifyPrincipal } from '@benchline/principal';
import { keptAnswers, robotAnswers, robotDoor, robotFingerprint, robotKey } from '@benchline/runtime';
import type { AnyAction, Call, RobotAnswer, Runtime } from '@benchline/runtime';
import type { Logger, Meter } from '@benchline/telemetry';
import { counter } from '@benchline/telemetry';
import type { JsMsg } from '@nats-io/jetstream';
import { readCommandMessage } from './command-message.ts';
import { outcomeWriter } from './outcome.ts';
import { pause } from './pause.ts';
import type { WorkMessages } from './session.ts';
import { standingOf } from './standing.ts';
import type { ReceivedWork, Teller } from './tell-outcomes.ts';
import { teller } from './tell-outcomes.ts';
import type { BatchConfig, Settled, Work } from './work-batch.ts';
import { workBatch } from './work-batch.ts';

export interface IntakeDrivers {
  readonly runtime: Pick<Runtime, 'changeInOrder' | 'kept'>;
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
    before: answersBefore(drivers),
    stand: (sender: ReceivedWork['sender']) => standingOf(leases, reports, sender),
    pause,
    waits: (error: unknown) => {
      logger.warn({ error }, 'commands of robots wait');
    },
  };
  const write = outcomeWriter(declarations);
  const nameOf = actionNames(declarations);
  return async (source, batch, signal) => {
    const { settle, putAway } = teller({ ...source, write, timeoutMs });
    const config: BatchConfig<ReceivedWork> = {
      ...base,
      settle: async (settled) => {
        await settle(settled);
        counted.add(1, { status: String(settled.answer.status) });
        if (settled.poison?.kind === 'internal') logger.error({ error: settled.poison }, 'defect');
        reportForbidden(reports, nameOf, settled);
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

/** What the same command has come to: another one under its id may have come to something else. */
function answersBefore({
  runtime,
  declarations,
}: Pick<IntakeDrivers, 'runtime' | 'declarations'>): (work: Work) => Promise<RobotAnswer | undefined> {
  const answerOf = keptAnswers(declarations);
  return async ({ sender, command }) => {
    const found = await runtime.kept(sender.organizationId, robotKey(String(sender.keyId), command.id));
    return found?.fingerprint === robotFingerprint(command) ? answerOf(found) : undefined;
  };
}

/** Names of actions, by those that robots have for them. */
function actionNames({ actions }: Declarations): (robot: string) => string {
  const names = new Map([...actions.values()].map(({ robot, name }) => [robot, name]));
  return (robot) => names.get(robot) ?? robot;
}

/** As the gateway does with what services forbid. */
function reportForbidden(
  reports: Pick<RefusalReports, 'add'>,
  nameOf: (robot: string) => string,
  { work, poison, call }: Settled<ReceivedWork>,
): void {
  if (poison?.kind !== 'forbidden' || call === undefined) return;
  const { organizationId, actor, credentialMethod, credentialId, source, requestId }: Call = call;
  const action = nameOf(work.command.action);
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
