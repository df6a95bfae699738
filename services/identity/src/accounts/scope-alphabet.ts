import type { Declarations } from '@benchline/actions';
import type { GetScopeAlphabetRequest, ScopeAlphabet } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Query } from '@benchline/runtime';
import { query } from '@benchline/runtime';

/** Every scope that a key can hold, by name: those of the actions that are declared for keys, and those for what is no action. */
export function scopeAlphabet({ actions, keyScopes }: Declarations): readonly string[] {
  const forKeys = [...actions.values()].filter(({ audience, scope }) => audience.includes('key') && scope !== '');
  return [...new Set([...forKeys.map(({ scope }) => scope), ...keyScopes])].toSorted();
}

export function getScopeAlphabet(alphabet: readonly string[]): Query<GetScopeAlphabetRequest, ScopeAlphabet> {
  return query(ServiceAccountServiceService.getScopeAlphabet, {
    load: () => ({}),
    answer: () => ({ scopes: [...alphabet] }),
  });
}
