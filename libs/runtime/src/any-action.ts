import type { Action, Bulk, Listing, Query } from './action.ts';
import type { Procedure } from './procedure.ts';

export type AnyAction = Action | Query | Listing | Bulk | Procedure;
