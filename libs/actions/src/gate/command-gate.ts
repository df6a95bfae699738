import type { AppError } from '@benchline/errors';
import type { BulkInputRow, Declaration } from '../declaration.ts';
import { attempt } from './attempt.ts';
import { isObject, parseJson } from './parse-body.ts';
import { rowGate } from './row-gate.ts';
import { invalidRequest, violation } from './violations.ts';

/** Inputs of one action as a robot sends them. */
export interface CommandInputs {
  /** Whether they came as an array. */
  readonly many: boolean;
  readonly rows: readonly BulkInputRow[];
}

/** Lets in the body of a robot's command: the input of one action, or an array of up to 1,000 of them, each judged as if it came alone. */
export interface CommandGate {
  /** @throws {AppError} `invalid` where the body as a whole is none of both; what is wrong with an input stands in its row. */
  read(body: Uint8Array): CommandInputs;
}

const inputsMax = 1_000;

/** All that HTTP has in the path stands in the body here, by the same names. */
export function createCommandGate(declaration: Declaration): CommandGate {
  const gate = rowGate(declaration);
  return {
    read: (body) => {
      const { value, escaped } = parseJson(body);
      const many = Array.isArray(value);
      if (!many && !isObject(value)) throw noInput();
      const inputs: readonly unknown[] = many ? value : [value];
      if (inputs.length === 0) throw tooFew();
      if (inputs.length > inputsMax) throw tooMany();
      return { many, rows: inputs.map((input) => attempt(() => gate.read(input, escaped))) };
    },
  };
}

function noInput(): AppError {
  const msg = 'Input should be a JSON object or an array of them';
  return invalidRequest([violation(['body'], 'object_type', msg)]);
}

function tooFew(): AppError {
  return invalidRequest([violation(['body'], 'too_short', 'List should have at least 1 item')]);
}

function tooMany(): AppError {
  return invalidRequest([violation(['body'], 'too_long', `List should have at most ${String(inputsMax)} items`)]);
}
