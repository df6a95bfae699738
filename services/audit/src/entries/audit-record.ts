import type { AuditRecord } from '@benchline/proto/benchline/audit/v1/audit.ts';
import { defineKind } from '@benchline/runtime';

export const auditRecordKind = defineKind<AuditRecord>({
  name: 'audit_record',
  terms: ({ entry }) =>
    entry === undefined
      ? []
      : [
          ...(entry.entity === undefined ? [] : [auditTerms.entity(referenceTo(entry.entity))]),
          ...(entry.actor === undefined ? [] : [auditTerms.actor(referenceTo(entry.actor))]),
          auditTerms.action(entry.action),
          ...(entry.at === undefined ? [] : [auditTerms.day(Date.parse(entry.at))]),
          // Nearly all is done, so that says nothing to look for.
          ...(entry.outcome === 'refused' ? [auditTerms.refused] : []),
        ],
});

/** `sample/17`. */
export function referenceTo({ kind, id }: { readonly kind: string; readonly id: number }): string {
  return `${kind}/${String(id)}`;
}

/** What lists find entries by. */
export const auditTerms = {
  entity: (entity: string): string => `entity:${entity}`,
  actor: (actor: string): string => `actor:${actor}`,
  action: (action: string): string => `action:${action}`,
  /** `day:2026-03-01`, UTC, of a time in milliseconds since the epoch. */
  day: (at: number): string => `day:${new Date(at).toISOString().slice(0, 10)}`,
  refused: 'refused',
} as const;
