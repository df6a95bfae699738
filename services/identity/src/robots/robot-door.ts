import type { NatsLink } from '@benchline/bus/link';
import type { ReportRefusalsRequest } from '@benchline/proto/benchline/identity/v1/lease.ts';
import type { Runtime } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import type { KeyUse } from '../accounts/key-use.ts';
import type { DropLeases } from '../leases/drop-leases.ts';
import type { Time } from '../leases/time.ts';
import type { Outcome } from './callout.ts';
import { callout } from './callout.ts';
import { startDisconnector } from './disconnector.ts';
import { judgeRobot } from './judge-robot.ts';
import { forgetNote, robotConnections } from './robot-connections.ts';
import type { RobotSettings } from './robot-settings.ts';
import { robotTerms } from './robot-settings.ts';

export interface DoorParts {
  readonly records: Records;
  readonly time: Time;
  readonly count: (outcome: Outcome) => void;
  readonly failed: (what: string) => (error: unknown) => void;
  /** Hears that robots can come in for the first time. */
  readonly opened: () => void;
  /** After so long at the latest a robot has to come in anew: a day where nothing is said. */
  readonly connectedMsMax?: number;
}

/** What is there only after the actions, which need the door to shut it. */
export interface OpenedParts {
  readonly runtime: Runtime;
  readonly keyUse: Pick<KeyUse, 'note'>;
  readonly report: (report: ReportRefusalsRequest) => void;
}

/** Where robots come in, and are shown out. */
export interface RobotDoor {
  /** Ends the connections of robots together with the leases. */
  readonly disconnecting: (dropLeases: DropLeases) => DropLeases;
  /** From now on identity says who comes in. */
  readonly open: (parts: OpenedParts) => void;
  stop(): Promise<void>;
}

const requestSubject = '$SYS.REQ.USER.AUTH';
const group = 'identity';
/** Of the server, which is asked about its own connections. */
const answerMsMax = 2_000;
const dayMs = 24 * 3_600_000;

/**
 * Without its settings there are no robots. The NATS servers may be away: they are found when they come.
 * @throws {ConfigError} for settings that don't go together.
 */
export async function robotDoor(settings: RobotSettings, parts: DoorParts): Promise<RobotDoor> {
  const terms = robotTerms(settings);
  if (terms === undefined) return noDoor;
  const { records, time, failed } = parts;
  // Loaded only here: without robots nobody has a use for it.
  const { openLink } = await import('@benchline/bus/link');
  const linkTo = (url: string, name: string): NatsLink =>
    openLink({ url, name, timeoutMs: answerMsMax, onTrouble: failed(`the link "${name}" is away or refuses`) });
  const connections = robotConnections({ records, clock: time.now });
  const system = linkTo(terms.systemUrl, 'identity, ending connections');
  const disconnector = startDisconnector({
    ...{ link: system, connections, records, time },
    failed: failed('connections of robots are not ended yet'),
  });
  let close = (): Promise<void> => Promise.resolve();
  return {
    disconnecting: (dropLeases) => async (subject, within) => {
      await Promise.all([dropLeases(subject, within), disconnector.disconnect(subject)]);
    },
    open: ({ runtime, keyUse, report }) => {
      const { connectedMsMax = dayMs } = parts;
      const judging = { runtime, records, connections, keyUse, clock: time.now, connectedMsMax };
      const answering = callout({
        ...{ signer: terms.signer, account: terms.account, time, report, count: parts.count },
        judge: (asked) => judgeRobot(judging, asked),
        forget: (judgement) => forgetNote(connections, judgement.admitted ? judgement.note : undefined),
        failed: failed('a robot could not be judged'),
      });
      const link = linkTo(terms.calloutUrl, 'identity, judging robots');
      const ear = link.answer(requestSubject, group, answering.hear);
      void ear.listening.then(parts.opened);
      close = async () => {
        await ear.stop();
        await answering.stop();
        await link.close();
      };
    },
    stop: async () => {
      await close();
      await system.close();
      await disconnector.stop();
    },
  };
}

const noDoor: RobotDoor = {
  disconnecting: (dropLeases) => dropLeases,
  open: () => undefined,
  stop: () => Promise.resolve(),
};
