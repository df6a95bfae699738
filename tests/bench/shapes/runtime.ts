import { createGate, productDeclarations } from '@benchline/actions';
import { answerKeptMs, startRuntime, type Call } from '@benchline/runtime';
import type { Store } from '@benchline/store';
import { organizationId, type SampleCommand, type Shape } from './command.ts';
import { createSample, experimentKind, makeExperiment, sampleKind } from './create-sample.ts';

const deadlineMs = 60_000;

/** The runtime on a store: commands that are handed over together go into one commit. The store is closed at the end. */
export async function runtimeShape(store: Store): Promise<Shape> {
  const declarations = productDeclarations();
  const declaration = declarations.actions.get(createSample.name);
  if (declaration === undefined) throw new Error('CreateSample is declared');
  const gate = createGate(declaration);
  const runtime = startRuntime({ store, declarations, kinds: [experimentKind, sampleKind] });
  const run = (name: string, action: typeof createSample | typeof makeExperiment, input: unknown, key?: string) =>
    runtime.change({
      name,
      action,
      bulk: undefined,
      rows: [{ ok: true, input }],
      call,
      deadline: Date.now() + deadlineMs,
      idempotency: key === undefined ? undefined : { key, fingerprint: key, keptMs: answerKeptMs },
    });
  await run('MakeExperiment', makeExperiment, {});
  const inputs = new WeakMap<SampleCommand, unknown>();

  return {
    prepare(commands) {
      for (const command of commands) {
        const body = Buffer.from(JSON.stringify(command.fields));
        inputs.set(command, gate.read({ path: {}, query: [], body }));
      }
    },
    async group(commands) {
      await Promise.all(commands.map((each) => run('CreateSample', createSample, inputs.get(each), each.key)));
    },
    [Symbol.asyncDispose]: async () => {
      await runtime.stop();
      await store.close();
    },
  };
}

const call: Call = {
  organizationId,
  organizationName: 'Benchmark',
  actor: { kind: 'service_account', id: 1, name: 'bench' },
  credentialMethod: 'key',
  scopes: [],
  credentialId: '1',
  onBehalfOf: undefined,
  source: '127.0.0.1',
  requestId: '0197c0a1-0000-7000-8000-000000000000',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  deviceTime: '',
  reason: '',
  idempotencyKey: '',
  ifMatch: '',
  dryRun: false,
  route: 'POST /api/v1/samples',
};
