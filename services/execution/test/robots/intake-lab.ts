import { Writable } from 'node:stream';
import { productDeclarations } from '@benchline/actions';
import type { KeyLeases, RefusalReports } from '@benchline/leases';
import { testTrust } from '@benchline/principal/testing';
import type { Runtime } from '@benchline/runtime';
import { startRuntime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { experimentActions } from '../../src/experiments/actions.ts';
import { experimentKind } from '../../src/experiments/experiment.ts';
import { projectKind } from '../../src/projects/project.ts';
import type { IntakeDrivers } from '../../src/robots/intake.ts';
import { sampleActions } from '../../src/samples/actions.ts';
import { sampleKind } from '../../src/samples/sample.ts';

/** What a key may do: `revoked` may nothing. */
export type KeyRights = readonly string[] | 'revoked';

type Refusal = Parameters<RefusalReports['add']>[0];

/** All that takes the commands of robots, but for the NATS server. */
export interface IntakeLab extends AsyncDisposable {
  readonly drivers: IntakeDrivers;
  readonly store: Store;
  readonly runtime: Runtime;
  /** By key id; may be changed. All is allowed to others. */
  readonly rights: Map<number, KeyRights>;
  readonly reported: readonly Refusal[];
  /** Lines of the log. */
  readonly log: readonly string[];
}

const everything = ['experiments:create', 'samples:create', 'samples:edit'];

export async function intakeLab(): Promise<IntakeLab> {
  const metrics = { metricsHost: '127.0.0.1', metricsPort: 'off' } as const;
  const telemetry = await startTelemetry({ service: 'test', version: '0', env: {}, ...metrics });
  const declarations = productDeclarations();
  const store = memoryStore().view();
  const runtime = startRuntime({ store, declarations, kinds: [projectKind, experimentKind, sampleKind] });
  const trust = testTrust();
  const rights = new Map<number, KeyRights>();
  const reported: Refusal[] = [];
  const log: string[] = [];
  const destination = new Writable({
    write: (line: Buffer, _encoding, done) => {
      log.push(line.toString());
      done();
    },
  });
  return {
    ...{ store, runtime, rights, reported, log },
    drivers: {
      ...{ runtime, declarations, verify: trust.verify, leases: leasesOf(rights, trust.sign), meter: telemetry.meter },
      actions: [...experimentActions(declarations), ...sampleActions(declarations)],
      reports: { add: (refusal) => void reported.push(refusal) },
      logger: createLogger({ service: 'test', version: '0', level: 'debug', destination }),
    },
    [Symbol.asyncDispose]: async () => {
      await runtime.stop();
      await telemetry.stop();
    },
  };
}

/** Stands in for identity. */
function leasesOf(rights: ReadonlyMap<number, KeyRights>, sign: ReturnType<typeof testTrust>['sign']): KeyLeases {
  let calls = 0;
  return {
    begin: (organizationId, keyId) => {
      const actor = { kind: 'service_account', id: 3, name: 'Arm 1' };
      const party = { organizationId, actor, credentialId: String(keyId) };
      const scopes = rights.get(keyId) ?? everything;
      if (scopes === 'revoked') return Promise.resolve({ granted: false, refusal: { reason: 'revoked', ...party } });
      const principal = sign({ ...party, credentialMethod: 'key', scopes: [...scopes] });
      const nothing = (): void => undefined;
      return Promise.resolve({
        ...{ granted: true, on: { principal, id: `lease/${String((calls += 1))}` }, end: nothing, lose: nothing },
        by: { ...party, credentialMethod: 'key' },
      });
    },
  };
}
