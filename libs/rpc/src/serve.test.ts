import { AppError } from '@benchline/errors';
import {
  CommandServiceService,
  ExecuteRequest,
  ExecuteResponse,
} from '@benchline/proto/benchline/command/v1/command.ts';
import { describe, expect, test } from '@jest/globals';
import type { CallsUnderTest } from './contract.ts';
import { soon } from './echo.ts';
import { grpcChannel } from './grpc/channel.ts';
import { startGrpcServer } from './grpc/server.ts';
import { inProcessServer } from './in-process.ts';
import { serve } from './serve.ts';

const commands = serve(CommandServiceService, {
  execute: ({ action, call, body }) => {
    if (action !== 'CreateSample') throw new AppError('not_found', 'no_such_action', 'There is no such action');
    return Promise.resolve(
      ExecuteResponse.fromPartial({
        status: 201,
        body,
        version: call?.onBehalfOf?.id ?? 0,
        dryRun: call?.dryRun === true,
      }),
    );
  },
});

describe.each([
  ['in process', openLocal],
  ['over gRPC', openRemote],
])('a generated service, %s', (_name, open) => {
  test('a method answers through its generated definition, every kind of field as it was sent', async () => {
    await using calls = await open();
    calls.server.add(commands);
    const body = Buffer.from('{"external_id":"Größe"}');

    const answer = await calls.channel.call(
      CommandServiceService.execute,
      ExecuteRequest.fromPartial({
        action: 'CreateSample',
        call: { onBehalfOf: { id: 2 ** 53 - 1 }, dryRun: true },
        body,
      }),
      soon(),
    );

    expect({ ...answer, body: Buffer.from(answer.body).toString() }).toEqual({
      status: 201,
      body: body.toString(),
      version: 2 ** 53 - 1,
      replayed: false,
      dryRun: true,
      entity: '',
      retryAfterSeconds: 0,
    });
  });

  test('an error of a method comes back as it was thrown', async () => {
    await using calls = await open();
    calls.server.add(commands);

    const call = calls.channel.call(CommandServiceService.execute, ExecuteRequest.fromPartial({}), soon());

    await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'no_such_action' });
  });
});

function openLocal(): Promise<CallsUnderTest> {
  const server = inProcessServer();
  return Promise.resolve({ server, channel: server.channel(), [Symbol.asyncDispose]: () => server.close() });
}

async function openRemote(): Promise<CallsUnderTest> {
  const server = await startGrpcServer({ host: '127.0.0.1', port: 0 });
  const channel = grpcChannel({ addresses: [`127.0.0.1:${server.port}`] });
  const close = async (): Promise<void> => {
    await channel.close();
    await server.close();
  };
  return { server, channel, [Symbol.asyncDispose]: close };
}
