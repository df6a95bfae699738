import type { AccessEvent } from '@benchline/proto/benchline/identity/v1/records.ts';
import { accept, created, internalAction } from '@benchline/runtime';
import { accessEventKind } from './access-event.ts';

/** What is to be written down; `createdAt` is the time of the commit unless it is told. */
export type AccessNote = Omit<AccessEvent, 'id' | 'version'>;

/** Writes down what happened at the door, in one commit. */
export const logAccess = internalAction('LogAccess', {
  load: (_notes: readonly AccessNote[]) => ({}),
  decide(_found, notes, { nextId, now }) {
    const events = notes.map((note) => ({
      ...note,
      id: nextId(accessEventKind),
      version: 1,
      createdAt: note.createdAt ?? now,
    }));
    return accept(
      undefined,
      events.map((event) => created(accessEventKind, event)),
    );
  },
});
