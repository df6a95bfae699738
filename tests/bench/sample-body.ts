/**
 * A sample as a laboratory system would send it: about 500 bytes, two custom fields, no personal data. Bare lines and product are given
 * the same bytes.
 */
export function sampleBody(externalId: string, experimentId: number): Readonly<Record<string, unknown>> {
  return {
    external_id: externalId,
    experiment_id: experimentId,
    organism: 'Pygoscelis adeliae',
    tissue_type: 'blood',
    treatment_condition: 'untreated control, second clutch',
    chemistry_version: 'v3.1',
    prep_notes: 'Collected on Torgersen Island; kept at 4 C for two hours, then frozen.',
    molecule_type: 'total RNA',
    library_prep_method: 'poly-A selection, 8 cycles',
    cell_count: 12_500,
    assay: 'bulk_rna',
    custom_fields: [
      { field_name: 'culmen_length_mm', field_value: '39.1' },
      { field_name: 'island', field_value: 'Torgersen' },
    ],
  };
}
