import { request } from 'node:http';
import { serverPins, type ServerKind } from './server-pins.ts';

const pingTimeoutMs = 1_000;
const dockerSocket = '/var/run/docker.sock';

/** Whether a Docker engine answers at this socket, found out within a second; nothing of Docker's is loaded for it. */
export function dockerAnswers(socketPath = dockerSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: pingTimeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.on('timeout', () => ping.destroy());
    ping.on('error', () => {
      resolve(false);
    });
    ping.on('close', () => {
      resolve(false);
    });
    ping.end();
  });
}

export interface Container {
  readonly url: string;
  stop(): Promise<void>;
}

/** The real servers in containers: MongoDB as a replica set of one, NATS with JetStream. */
export async function startContainer(kind: ServerKind): Promise<Container> {
  switch (kind) {
    case 'mongodb': {
      const { MongoDBContainer } = await import('@testcontainers/mongodb');
      const mongo = await new MongoDBContainer(serverPins.mongodb.image).start();
      return {
        url: `${mongo.getConnectionString()}?directConnection=true`,
        stop: async () => {
          await mongo.stop();
        },
      };
    }
    case 'nats': {
      const { GenericContainer, Wait } = await import('testcontainers');
      const nats = await new GenericContainer(serverPins.nats.image)
        .withCommand(['-js'])
        .withExposedPorts(4222)
        .withWaitStrategy(Wait.forLogMessage('Server is ready'))
        .start();
      const url = `nats://${nats.getHost()}:${String(nats.getMappedPort(4222))}`;
      return {
        url,
        stop: async () => {
          await nats.stop();
        },
      };
    }
  }
}
