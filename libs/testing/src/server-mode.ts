const modes = ['settings', 'auto', 'required'] as const;

/**
 * How far a run goes to have a real server: `settings` uses only those named by MONGODB_URL and NATS_URL,
 * `auto` also starts one where it can, `required` does the same and makes a skip a failure.
 */
export type ServerMode = (typeof modes)[number];

/** Reads BENCHLINE_TEST_SERVERS; unset means `settings`, so that a plain `npm test` starts no server and stays quick. */
export function serverMode(env: NodeJS.ProcessEnv = process.env): ServerMode {
  const value = env['BENCHLINE_TEST_SERVERS'] ?? '';
  const mode = modes.find((known) => known === (value === '' ? 'settings' : value));
  if (mode === undefined) throw new Error(`BENCHLINE_TEST_SERVERS is one of ${modes.join(', ')}`);
  return mode;
}
