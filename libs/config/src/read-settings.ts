import { readFileSync } from 'node:fs';
import { ConfigError, type SettingProblem } from './config-error.ts';
import { productNames, testNames } from './product-names.ts';
import type { Parsed, Setting, Settings, ValuesOf } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

const fileLengthMax = 65_536;

/**
 * The values of the declared settings. An empty value counts as absent. A secret may come as `NAME_FILE` instead, the name of a file
 * that holds it, with or without a newline at its end.
 * @throws {ConfigError} with everything that is wrong, `BENCHLINE_*` names that the product doesn't know included.
 */
export function readSettings<S extends Settings>(
  settings: S,
  env: Environment,
  readFile: ReadFile = readText,
): ValuesOf<S> {
  const problems = unknownNames(settings, env);
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const parsed = readSetting(setting, env, readFile);
    if (parsed.ok) values[key] = parsed.value;
    else problems.push({ name: setting.name, problem: parsed.expected });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as ValuesOf<S>; // every key of S was given its setting's value above
}

function readSetting(setting: Setting<unknown>, env: Environment, readFile: ReadFile): Parsed<unknown> {
  const given = setting.secret
    ? secretSource(setting.name, env, readFile)
    : { ok: true as const, value: valueOf(env, setting.name) };
  if (!given.ok) return given;
  if (given.value !== undefined) return setting.parse(given.value);
  return setting.required ? { ok: false, expected: 'is required' } : { ok: true, value: setting.fallback };
}

function secretSource(name: string, env: Environment, readFile: ReadFile): Parsed<string | undefined> {
  const value = valueOf(env, name);
  const path = valueOf(env, `${name}_FILE`);
  if (path === undefined) return { ok: true, value };
  if (value !== undefined) return { ok: false, expected: `and ${name}_FILE are both set` };
  try {
    const content = readFile(path).replace(/\r?\n$/, '');
    if (content.length > fileLengthMax)
      return { ok: false, expected: `and its file: more than ${fileLengthMax} characters` };
    return content === '' ? { ok: false, expected: 'comes from an empty file' } : { ok: true, value: content };
  } catch {
    // The reason would quote the path, which some put a secret into by mistake.
    return { ok: false, expected: 'comes from a file that cannot be read' };
  }
}

function valueOf(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** For each Service of its namespace Kubernetes sets these: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables */
const injectedByKubernetes =
  /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

function unknownNames(settings: Settings, env: Environment): SettingProblem[] {
  const declared = Object.values(settings).flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  const known = new Set([...declared, ...productNames, ...testNames]);
  return Object.keys(env)
    .filter((name) => name.startsWith('BENCHLINE_') && !known.has(name) && !injectedByKubernetes.test(name))
    .toSorted()
    .map((name) => ({ name, problem: 'is not a setting of this product' }));
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
