import type { Declaration, Surface } from '../declaration.ts';
import type { JsonSchema } from '../json/json-schema.ts';

const key = [{ bearer: [] }, { apiKey: [] }];
const session = [{ bearer: [] }, { session: [] }];
const sessionWrite = [{ bearer: [] }, { session: [], csrf: [] }];

const bearer = {
  type: 'http',
  scheme: 'bearer',
  description: 'An API key: `Authorization: Bearer biokey_<prefix>.<secret>`.',
};
const apiKey = {
  type: 'apiKey',
  in: 'header',
  name: 'x-api-key',
  description:
    'The same API key. `x-organization`, an id, may be sent beside either and must then name the organization of the key.',
};

/** Ways to show who one is, as components, by the surface that a document begins with. */
export function securitySchemes(surface: Surface): Readonly<Record<string, JsonSchema>> {
  if (surface === 'integration') return { bearer, apiKey };
  return {
    bearer: { ...bearer, description: 'An API key, or the token that signing in has answered.' },
    apiKey,
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'benchline_session',
      description: 'The cookie that signing in sets.',
    },
    csrf: {
      type: 'apiKey',
      in: 'header',
      name: 'X-CSRF-Token',
      description: 'With the cookie, a write needs the `csrf_token` of `GET /auth/me`.',
    },
  };
}

/** The ways to come in to an action on a surface; each alone is enough. */
export function securityOf({ audience, method }: Declaration, surface: Surface): readonly JsonSchema[] {
  if (surface === 'integration') return key;
  if (audience.includes('anyone')) return [];
  const people = method === 'GET' ? session : sessionWrite;
  if (surface === 'admin' || !audience.includes('key')) return people;
  return audience.includes('person') ? [...key, ...people.slice(1)] : key;
}
