import type { AuditRecord } from '@benchline/proto/benchline/audit/v1/audit.ts';
import { defineKind } from '@benchline/runtime';

export const auditRecordKind = defineKind<AuditRecord>({
  name: 'audit_record',
  terms: ({ entry }) =>
    entry === undefined
      ? []
      : [
          auditTerms.entity(`${String(entry.entity?.kind)}/${String(entry.entity?.id)}`),
          auditTerms.actor(`${String(entry.actor?.kind)}/${String(entry.actor?.id)}`),
          auditTerms.action(entry.action),
        ],
});

/** What lists find entries by. */
export const auditTerms = {
  entity: (entity: string): string => `entity:${entity}`,
  actor: (actor: string): string => `actor:${actor}`,
  action: (action: string): string => `action:${action}`,
} as const;
