import type { Declarations } from '@benchline/actions';
import { AppError } from '@benchline/errors';
import type { Method } from '@benchline/rpc';
import type { Action } from '@benchline/runtime';
import { accept, action, actionName, changed, entity, refuse } from '@benchline/runtime';
import type { LabRecord, RecordKind } from './record.ts';
import { advance, recordArchived } from './record.ts';

interface Transition {
  readonly id: number;
  readonly status: string;
}

/** Moves a record to another status, as far as the action's declaration allows that move. */
export function transitionRecord<Input extends Transition, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound }: RecordKind<State>,
  declarations: Declarations,
): Action<Input, State> {
  const next = nextStates(declarations, actionName(method));
  return action(method, {
    subject: ({ id }) => ({ lookup: entity(kind, id), absent: notFound }),
    load: () => ({}),
    decide({ subject }, { status }, { now }) {
      if (subject.archivedAt !== undefined) return refuse(recordArchived());
      const allowed = next.get(subject.status) ?? [];
      if (!allowed.includes(status)) return refuse(transitionNotAllowed(allowed));
      const moved = advance(subject, { status }, now);
      return accept(moved, changed(kind, subject, moved, 'status_changed'));
    },
  });
}

/** From each status to those that the action may move it to, in the order in which the kind declares them. */
export function nextStates({ actions, kinds }: Declarations, name: string): ReadonlyMap<string, readonly string[]> {
  const transitions = actions.get(name)?.transitions ?? [];
  const [first] = transitions;
  const states = kinds.get(first?.kind ?? '')?.states.find(({ field }) => field === first?.field)?.values ?? [];
  const leads = (from: string, to: string): boolean =>
    transitions.some((one) => one.to === to && (one.from.length === 0 ? from !== to : one.from.includes(from)));
  return new Map(states.map((from) => [from, states.filter((to) => leads(from, to))]));
}

function transitionNotAllowed(allowed: readonly string[]): AppError {
  return new AppError('conflict', 'transition_not_allowed', 'The record does not go there from where it is', {
    extras: { allowed },
  });
}
