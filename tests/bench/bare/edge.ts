/** The bare line's edge: Fastify in front of a grpc-js client, with nothing between them. Prints its port. */
import { Client, credentials } from '@grpc/grpc-js';
import fastify from 'fastify';
import { bareMethods, type Bytes } from './messages.ts';

const client = new Client(`127.0.0.1:${process.argv[2] ?? ''}`, credentials.createInsecure());

function call(method: Bytes, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, bytes, (error, answer) => {
      if (error !== null || answer === undefined) reject(error ?? new Error('no answer'));
      else resolve(answer);
    });
  });
}

const app = fastify();
app.get<{ Params: { id: string } }>('/api/v1/samples/:id', async (request, reply) => {
  const body = await call(bareMethods.get, Buffer.from(request.params.id));
  return reply.type('application/json; charset=utf-8').send(body);
});
app.post('/api/v1/samples', async (request, reply) => {
  const body = await call(bareMethods.insert, Buffer.from(JSON.stringify(request.body)));
  return reply.code(201).type('application/json; charset=utf-8').send(body);
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${app.listeningOrigin}\n`);
