import { makeSetting, type Given, type Parsed, type Presence, type Setting } from './setting.ts';

// A timer set to more than this fires at once (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args).
const timerMsMax = 2 ** 31 - 1;

export interface IntegerOptions<Word extends string = string> extends Presence<number | Word> {
  readonly min?: number;
  readonly max?: number;
  /** Words that stand beside the numbers: `off`. */
  readonly words?: readonly Word[];
}

type WordOf<Options> = Options extends { readonly words: readonly (infer Word extends string)[] } ? Word : never;

/** A whole number, or one of the words. */
export function integer<const Options extends IntegerOptions>(
  name: string,
  options: Options,
): Setting<Given<number | WordOf<Options>, Options>> {
  const { words = [] } = options;
  const number = integerParser(options);
  const parse = (text: string): Parsed<number | string> =>
    words.includes(text) ? { ok: true, value: text } : number(text);
  const setting = makeSetting<number | string, Options>(name, options, { parse });
  return setting as Setting<Given<number | WordOf<Options>, Options>>; // the only strings are the words
}

/** Milliseconds, so the name says so; never more than a timer can hold. */
export function durationMs<const Options extends Omit<IntegerOptions<never>, 'words'>>(
  name: `${string}_MS`,
  options: Options,
): Setting<Given<number, Options>> {
  const { min = 0, max = timerMsMax } = options;
  return makeSetting<number, Options>(name, options, { parse: integerParser({ min, max }) });
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly words?: readonly string[];
}

function integerParser(range: Range): (text: string) => Parsed<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, words = [] } = range;
  const expected = [`must be ${inWords(range)}`, ...words].join(' or ');
  return (text) => {
    const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { ok: true, value } : { ok: false, expected };
  };
}

function inWords({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return `an integer from ${min} to ${max}`;
  if (min !== undefined) return `an integer of at least ${min}`;
  if (max !== undefined) return `an integer of at most ${max}`;
  return 'an integer';
}

/** `true` or `false`. */
export function boolean<const Options extends Presence<boolean>>(
  name: string,
  options: Options,
): Setting<Given<boolean, Options>> {
  const parse = (text: string): Parsed<boolean> =>
    text === 'true' || text === 'false'
      ? { ok: true, value: text === 'true' }
      : { ok: false, expected: 'must be true or false' };
  return makeSetting<boolean, Options>(name, options, { parse });
}

export interface ChoiceOptions<Value extends string> extends Presence<Value> {
  readonly values: readonly Value[];
}

/** One of a few words. */
export function choice<const Value extends string, const Options extends ChoiceOptions<Value>>(
  name: string,
  options: Options & { readonly values: readonly Value[] },
): Setting<Given<Value, Options>> {
  const { values } = options;
  const parse = (text: string): Parsed<Value> => {
    const value = values.find((known) => known === text);
    return value === undefined ? { ok: false, expected: `must be ${values.join(' or ')}` } : { ok: true, value };
  };
  return makeSetting<Value, Options>(name, options, { parse });
}
