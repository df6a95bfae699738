import type { NatsLink } from '@benchline/bus/link';
import { unavailable } from '@benchline/errors';
import type { ConnectionPlace } from './robot-connections.ts';

/**
 * Has a server close a connection. Resolves also where the server has no such connection any more.
 * @throws {AppError} `unavailable` when the server doesn't say so: it may be cut off, with the connection alive on it.
 */
export async function kick(link: Pick<NatsLink, 'request'>, { serverId, clientId }: ConnectionPlace): Promise<void> {
  const answer = await link.request(`$SYS.REQ.SERVER.${serverId}.KICK`, JSON.stringify({ cid: clientId }));
  const { error } = JSON.parse(answer) as Answer; // of the server, which is ours
  if (error !== undefined && !noSuchClient.test(error.description ?? '')) throw unavailable('The NATS server');
}

interface Answer {
  readonly error?: { readonly description?: string };
}

const noSuchClient = /^no such client/i;
