import type { ErrorObject } from 'ajv';
import { Ajv } from 'ajv';
import type { Violation } from '@benchline/errors';
import type { FieldDeclaration } from '../declaration.ts';
import { inputSchema } from '../json/json-schema.ts';
import { isTime } from '../json/rfc3339.ts';
import { describeError } from './describe-error.ts';
import { listClipper } from './clip-lists.ts';

/** The rules that a part of a request breaks, its values not touched. */
export type Validate = (wire: object) => readonly Violation[];

const ajv = new Ajv({ allErrors: true, strict: true, formats: { 'date-time': isTime } });
ajv.addKeyword({ keyword: 'x-unique-by', type: 'array', errors: 'full', compile: uniqueBy });
ajv.addKeyword({ keyword: 'x-required-without', type: 'object', errors: 'full', compile: requiredWithout });
ajv.addKeyword({ keyword: 'x-max-bytes', errors: true, compile: maxBytes });

interface Check {
  (value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}

/** The JSON Schema of the fields, compiled at its first use: a start doesn't pay for actions that nobody calls. */
export function createValidator(part: 'query' | 'body', fields: readonly FieldDeclaration[]): Validate {
  if (fields.length === 0) return () => [];
  const clip = listClipper(fields);
  let compiled: ReturnType<typeof ajv.compile> | undefined;
  return (wire) => {
    compiled ??= ajv.compile(inputSchema(fields));
    if (compiled(clip(wire))) return [];
    return (compiled.errors ?? []).map((error) => describeError(part, error));
  };
}

function uniqueBy(name: string): Check {
  const check: Check = (list) => {
    check.errors = [];
    const seen = new Set<unknown>();
    for (const [index, item] of (list as readonly unknown[]).entries()) {
      if (typeof item !== 'object' || item === null) continue;
      const value = (item as Readonly<Record<string, unknown>>)[name];
      if (value !== undefined && seen.has(value)) {
        check.errors.push({ keyword: 'x-unique-by', params: { index, name } });
      }
      seen.add(value);
    }
    return check.errors.length === 0;
  };
  return check;
}

/** Of each pair one must be there; the first is named when neither is. */
function requiredWithout(pairs: readonly (readonly [name: string, other: string])[]): Check {
  const check: Check = (value) => {
    const fields = value as Readonly<Record<string, unknown>>;
    const missing = pairs.filter((pair) => pair.every((name) => (fields[name] ?? null) === null));
    check.errors = missing.map(([missingProperty]) => ({
      keyword: 'x-required-without',
      params: { missingProperty },
    }));
    return missing.length === 0;
  };
  return check;
}

function maxBytes(limit: number): Check {
  const check: Check = (value) => {
    check.errors = [{ keyword: 'x-max-bytes', params: { limit } }];
    return Buffer.byteLength(JSON.stringify(value)) <= limit;
  };
  return check;
}
