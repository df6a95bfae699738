import type { Declarations } from '@benchline/actions';
import type { GetScopeAlphabetRequest, ScopeAlphabet } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Query } from '@benchline/runtime';
import { query } from '@benchline/runtime';

/** Every scope that a key can hold: those of the actions that are declared for keys, by name. */
export function scopeAlphabet({ actions }: Declarations): readonly string[] {
  const forKeys = [...actions.values()].filter(({ audience, scope }) => audience.includes('key') && scope !== '');
  return [...new Set(forKeys.map(({ scope }) => scope))].toSorted();
}

export function getScopeAlphabet(alphabet: readonly string[]): Query<GetScopeAlphabetRequest, ScopeAlphabet> {
  return query(ServiceAccountServiceService.getScopeAlphabet, {
    load: () => ({}),
    answer: () => ({ scopes: [...alphabet] }),
  });
}
