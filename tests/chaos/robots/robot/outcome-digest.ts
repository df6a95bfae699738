import { hash } from 'node:crypto';

/** The parts of an outcome, as it is told over NATS and over HTTP. */
export interface ToldOutcome {
  readonly command_id: string;
  readonly action: string;
  readonly status: number;
  readonly body?: unknown;
  readonly detail?: unknown;
}

const charactersMax = 16;

/** Two outcomes have the same one exactly when nobody can tell them apart. */
export function outcomeDigest({ command_id, action, status, body, detail }: ToldOutcome): string {
  const text = JSON.stringify([command_id, action, status, body ?? null, detail ?? null]);
  return hash('sha256', text, 'base64url').slice(0, charactersMax);
}

/** Of what came as an outcome; what is none has a digest that no outcome has. */
export function digestOfText(text: string): string {
  try {
    return outcomeDigest(JSON.parse(text) as ToldOutcome); // what else it may be has another digest, or none
  } catch {
    return 'no outcome';
  }
}
