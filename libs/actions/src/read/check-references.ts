import type { Declarations, EventDeclaration, TransitionDeclaration } from '../declaration.ts';
import { placeOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** Reports events, kinds and states that are named but not declared, and event payloads that would carry private values. */
export function checkReferences(reading: Reading, declarations: Declarations): void {
  for (const action of declarations.actions.values()) {
    const report = (what: string): void => {
      reading.problems.add(placeOf(reading, action), `${action.name} ${what}`);
    };
    for (const event of action.events) {
      if (!declarations.events.has(event)) report(`emits "${event}", which has no payload message`);
    }
    for (const transition of action.transitions) checkTransition(declarations, transition, report);
  }
  for (const event of declarations.events.values()) checkPayload(reading, declarations, event);
}

function checkTransition(
  declarations: Declarations,
  transition: TransitionDeclaration,
  report: (what: string) => void,
): void {
  const kind = declarations.kinds.get(transition.kind);
  if (kind === undefined) {
    report(`moves the unknown kind "${transition.kind}"`);
    return;
  }
  const states = kind.states.find((one) => one.field === transition.field);
  if (states === undefined) {
    report(`moves "${transition.field}" of ${kind.name}, which has no such states`);
    return;
  }
  for (const state of [...transition.from, transition.to]) {
    if (!states.values.includes(state))
      report(`moves ${kind.name} from or to the unknown ${transition.field} "${state}"`);
  }
}

function checkPayload(reading: Reading, declarations: Declarations, event: EventDeclaration): void {
  const kind = declarations.kinds.get(event.name.split('.')[0] ?? '');
  for (const field of event.payload.fields) {
    if (kind?.privateFields.includes(field.name) !== true) continue;
    reading.problems.add(
      placeOf(reading, field),
      `"${event.name}" would carry "${field.wireName}", a private value of ${kind.name}`,
    );
  }
}
