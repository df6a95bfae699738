import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The network between a robot and its server, to be cut. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** Cuts all connections: what is under way is lost. */
  cut(): void;
  /** What the server says from now on is lost, until the next cut. */
  deafen(): void;
  /** Lets the robot hear something as from its server. */
  say(text: string): void;
  /** How many connections there were. */
  readonly connections: number;
}

export async function startProxy(serverUrl: string): Promise<Proxy> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const robots = new Set<Socket>();
  let deaf = false;
  let connections = 0;
  const server = createServer((robot) => {
    connections += 1;
    deaf = false;
    robots.add(robot);
    robot.on('close', () => robots.delete(robot));
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [robot, upstream],
      [upstream, robot],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    robot.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (!deaf) robot.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `nats://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`,
    cut,
    deafen: () => {
      deaf = true;
    },
    say: (text) => {
      for (const robot of robots) robot.write(text);
    },
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
