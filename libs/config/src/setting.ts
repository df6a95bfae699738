/** One declared setting: its name in the environment, what it may be, and what it is when nothing is said. */
export interface Setting<out Value> {
  readonly name: string;
  readonly description: string;
  /** Its value must not be shown, and may also come from the file that `NAME_FILE` names. */
  readonly secret: boolean;
  /** Whether its absence is a problem. */
  readonly required: boolean;
  /** What it is when absent. */
  readonly fallback: Value | undefined;
  /** The value that the text stands for, or what the text should have been: "must be an integer from 0 to 65535". */
  readonly parse: (text: string) => Parsed<Value>;
}

export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly expected: string };

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** What a declaration is read as. */
export type ValuesOf<S extends Settings> = {
  readonly [Key in keyof S]: S[Key] extends Setting<infer Value> ? Value : never;
};

/** A default, or `optional: true` for `undefined` when absent, or neither for a setting that must be given. */
export interface Presence<Value> {
  readonly description: string;
  readonly default?: Value;
  readonly optional?: true;
}

/** `undefined` belongs to the value of an optional setting only. */
export type Given<Value, Options> = Options extends { readonly optional: true } ? Value | undefined : Value;

const wellFormedName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Makes sure of what would otherwise only show when an operator sets it: the name's form, and that the default keeps the rule. */
export function makeSetting<Value, Options extends Presence<Value>>(
  name: string,
  options: Options,
  kind: { readonly secret?: boolean; readonly parse: Setting<Value>['parse'] },
): Setting<Given<Value, Options>> {
  if (!wellFormedName.test(name))
    throw new Error(`${name} is no name for a setting: capitals, digits and single underscores`);
  const fallback = options.default;
  if (fallback !== undefined && options.optional === true)
    throw new Error(`${name} has a default, so it is not optional`);
  if (fallback !== undefined && !kind.parse(shown(fallback)).ok)
    throw new Error(`the default of ${name} breaks its own rule`);
  return {
    name,
    description: options.description,
    secret: kind.secret ?? false,
    required: fallback === undefined && options.optional !== true,
    fallback,
    parse: kind.parse,
  };
}

/** A default as an operator would write it. */
export function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
