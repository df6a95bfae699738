import { jetstreamManager, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { eventually } from '@benchline/testing/servers';
import type { Answer, Client } from '../../harness/client.ts';
import type { ToldOutcome } from './robot/outcome-digest.ts';

/** A command whose outcome is asked for. */
export interface Asked {
  readonly id: string;
  readonly keyId: number;
}

/** Reads that come together share what they have to find out first. */
const atOnce = 64;
const withinMs = 60_000;
const againMs = 500;

/** What the platform says of each command over HTTP; nothing for those that it doesn't know. */
export async function askForOutcomes(
  person: Client,
  asked: readonly Asked[],
): Promise<ReadonlyMap<string, ToldOutcome>> {
  const outcomes = new Map<string, ToldOutcome>();
  const left = asked.values();
  const worker = async (): Promise<void> => {
    for (const { id, keyId } of left) {
      const outcome = await askForOne(person, `/api/v1/commands/${id}?key_id=${String(keyId)}`);
      if (outcome !== undefined) outcomes.set(id, outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

async function askForOne(person: Client, path: string): Promise<ToldOutcome | undefined> {
  const ask = async (): Promise<Answer<ToldOutcome>> => {
    const answer = await person.get<ToldOutcome>(path);
    if (answer.status === 200 || answer.status === 404) return answer;
    throw new Error(`GET ${path} answered ${String(answer.status)}: ${answer.text}`);
  };
  // What has just been brought back may need a moment to find the rest.
  const { status, body } = await eventually(ask, { timeoutMs: withinMs, intervalMs: againMs, what: path });
  return status === 200 ? body : undefined;
}

export interface StreamLeft {
  /** Commands that nobody has worked. */
  readonly commands: number;
  /** Ids of commands that were put away because nothing could come of them. */
  readonly deadLetters: ReadonlySet<string>;
}

const commandStream = 'benchline_commands';
const deadLetterStream = 'benchline_dead_letters';
const fetchMs = 2_000;
const lettersWithinMs = 120_000;

/** What is in the broker once it has become quiet, or when the time is over. */
export async function lookIntoStreams(servicesUrl: string, timeoutMs: number): Promise<StreamLeft> {
  const { host, username, password } = new URL(servicesUrl);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection);
    const messages = async (stream: string): Promise<number> => (await manager.streams.info(stream)).state.messages;
    const empty = async (): Promise<boolean> => (await messages(commandStream)) === 0;
    await eventually(empty, { timeoutMs, intervalMs: againMs, what: 'the stream of commands being empty' }).catch(
      () => undefined, // for the verdict to tell
    );
    const deadLetters = new Set<string>();
    const count = await messages(deadLetterStream);
    const consumer = await jetstream(connection).consumers.get(deadLetterStream);
    const over = AbortSignal.timeout(lettersWithinMs);
    for (let read = 0; read < count;) {
      over.throwIfAborted();
      const batch = await consumer.fetch({ max_messages: Math.min(500, count - read), expires: fetchMs });
      for await (const message of batch) {
        read += 1;
        deadLetters.add(message.json<{ readonly command_id: string }>().command_id);
      }
    }
    return { commands: await messages(commandStream), deadLetters };
  } finally {
    await connection.close();
  }
}
