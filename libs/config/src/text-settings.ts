import { makeSetting, type Given, type Parsed, type Presence, type Setting } from './setting.ts';

export interface TextRules {
  /** Characters, 4,096 where nothing is said. */
  readonly maxLength?: number;
  /** One of which it must begin with: `['mongodb://', 'mongodb+srv://']`. */
  readonly prefixes?: readonly string[];
  readonly pattern?: RegExp;
  /** What `pattern` asks for, in words: "must be an e-mail address". */
  readonly expected?: string;
}

export type TextOptions = Presence<string> & TextRules;
export type TextListOptions = Presence<readonly string[]> & TextRules & { readonly itemsMax?: number };

/** A line of text. */
export function text<const Options extends TextOptions>(
  name: string,
  options: Options,
): Setting<Given<string, Options>> {
  return makeSetting<string, Options>(name, options, { parse: textParser(options) });
}

/** A text that must not be shown, such as a URL with a password in it. */
export function secretText<const Options extends TextOptions>(
  name: string,
  options: Options,
): Setting<Given<string, Options>> {
  return makeSetting<string, Options>(name, options, { secret: true, parse: textParser(options) });
}

/** Texts between commas, each under the same rules; white space around them doesn't count. */
export function textList<const Options extends TextListOptions>(
  name: string,
  options: Options,
): Setting<Given<readonly string[], Options>> {
  return makeSetting<readonly string[], Options>(name, options, { parse: textListParser(options) });
}

/** A list of texts that must not be shown. */
export function secretTextList<const Options extends TextListOptions>(
  name: string,
  options: Options,
): Setting<Given<readonly string[], Options>> {
  return makeSetting<readonly string[], Options>(name, options, { secret: true, parse: textListParser(options) });
}

function textParser(rules: TextRules): (text: string) => Parsed<string> {
  const { maxLength = 4096, prefixes, pattern, expected = 'has another form' } = rules;
  return (value) => {
    if (value.length > maxLength) return { ok: false, expected: `must be at most ${maxLength} characters` };
    if (prefixes !== undefined && !prefixes.some((prefix) => value.startsWith(prefix))) {
      return { ok: false, expected: `must begin with ${prefixes.join(' or ')}` };
    }
    return pattern === undefined || pattern.test(value) ? { ok: true, value } : { ok: false, expected };
  };
}

function textListParser(options: TextListOptions): (text: string) => Parsed<readonly string[]> {
  const { itemsMax = 100 } = options;
  const parseItem = textParser(options);
  return (value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0 && value !== '') return { ok: false, expected: 'must have at least one item' };
    if (items.length > itemsMax) return { ok: false, expected: `must be at most ${itemsMax} items` };
    for (const item of items) {
      const parsed = parseItem(item);
      if (!parsed.ok) return { ok: false, expected: `each item ${parsed.expected}` };
    }
    return { ok: true, value: items };
  };
}
