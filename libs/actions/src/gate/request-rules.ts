import { AppError } from '@benchline/errors';
import type { FieldDeclaration } from '../declaration.ts';
import { isIgnored } from '../request-parts.ts';
import { messageBuilder } from './build-message.ts';
import { checkJson } from './check-json.ts';
import type { Arrived, RequestShape, WireParts } from './request-shape.ts';
import { createValidator } from './validator.ts';
import { invalidRequest } from './violations.ts';

/**
 * Judges values and makes the message: what any JSON must keep, then the declared rules, then forbidden fields.
 * @throws {AppError} `invalid` with all violations, then `bad_request` for the first forbidden field in declared order.
 */
export function requestRules(shape: RequestShape): (arrived: Arrived) => unknown {
  const { rest, keys, masked, restAt } = shape;
  const writable = rest.filter((field) => keys.includes(field) || !isIgnored(field, masked));
  const validate = createValidator(restAt, writable);
  const forbidden = rest.filter((field) => field.rules.forbidden !== undefined);
  const build = messageBuilder(shape);
  return (arrived) => {
    const unsafe = [...checkJson(arrived.path, ['path'], true), ...checkJson(arrived.rest, [restAt], arrived.texts)];
    const broken = unsafe.length > 0 ? unsafe : validate(arrived.rest);
    if (arrived.found.length + broken.length > 0)
      throw invalidRequest([...arrived.found, ...broken], shape.violationsMax);
    refuseForbidden(forbidden, arrived.rest);
    return build(arrived);
  };
}

function refuseForbidden(forbidden: readonly FieldDeclaration[], rest: WireParts['rest']): void {
  for (const { wireName, rules } of forbidden) {
    if (rules.forbidden === undefined || rest[wireName] === undefined || rest[wireName] === null) continue;
    throw new AppError('bad_request', rules.forbidden, `"${wireName}" can't be written here.`);
  }
}
