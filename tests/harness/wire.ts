/** Records as the API shows them; see spec: integration API, first start. */
export interface Experiment {
  readonly id: number;
  readonly external_id: string;
  readonly name: string;
  readonly code: string;
  readonly status: string;
  readonly version: number;
}

export interface CustomField {
  readonly field_name: string;
  readonly field_value: string | null;
}

export interface NewSample {
  readonly external_id: string;
  readonly experiment_id: number;
  readonly organism?: string | null;
  readonly tissue_type?: string | null;
  readonly donor_source?: string | null;
  readonly prep_notes?: string | null;
  readonly cell_count?: number | null;
  readonly custom_fields?: readonly CustomField[];
}

export interface Sample extends Required<Omit<NewSample, 'custom_fields'>> {
  readonly id: number;
  readonly status: string;
  readonly qc_status: string | null;
  readonly molecule_type: string | null;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly custom_fields: readonly CustomField[];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

export interface BulkRow {
  readonly index: number;
  readonly status: number;
  readonly id?: number;
  readonly external_id?: string;
  readonly detail?: unknown;
}

export interface BulkAnswer {
  readonly items: readonly BulkRow[];
  readonly succeeded: number;
  readonly failed: number;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly service: string;
  readonly position: { readonly seq: number; readonly index: number };
  readonly actor: { readonly kind: string; readonly id: number; readonly name: string };
  readonly credential: { readonly method: string; readonly id: string };
  readonly action: string;
  readonly entity: { readonly kind: string; readonly id: number; readonly version: number };
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
  readonly request_id: string;
  readonly outcome: string;
  readonly device_time: string | null;
}

export interface Refusal {
  readonly detail: unknown;
}
