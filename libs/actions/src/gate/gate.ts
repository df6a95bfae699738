import type { Violation } from '@benchline/errors';
import type { Declaration, Gate } from '../declaration.ts';
import { requestParts, takesBody } from '../request-parts.ts';
import { bodyReader } from './read-body.ts';
import { queryReader } from './read-query.ts';
import { readPath } from './read-path.ts';
import { requestRules } from './request-rules.ts';
import type { RequestShape } from './request-shape.ts';
import { arrivedFromMessage } from './typed-request.ts';
import { violationsMax } from './violations.ts';

/** The gate of an action that takes one request. */
export function createGate(declaration: Declaration): Gate {
  const shape = shapeOf(declaration);
  const judge = requestRules(shape);
  const readQuery = queryReader(requestParts(declaration).query);
  const readBody = bodyReader(declaration);
  return {
    declaration,
    read: (request) => {
      const found: Violation[] = [];
      const path = readPath(shape.path, request.path, found);
      const query = readQuery(request.query, found);
      if (shape.restAt === 'query') return judge({ path, rest: query, texts: true, found });
      const body = readBody(request.body);
      return judge({ path, rest: body.value, texts: body.escaped, found });
    },
    check: (message) => judge(arrivedFromMessage(shape, message)),
  };
}

function shapeOf(declaration: Declaration): RequestShape {
  const { path, query, body } = requestParts(declaration);
  const inBody = takesBody(declaration.method);
  return {
    fields: declaration.input.fields,
    keys: path,
    path,
    rest: inBody ? body : query,
    restAt: inBody ? 'body' : 'query',
    masked: declaration.method === 'PATCH',
    violationsMax,
  };
}
