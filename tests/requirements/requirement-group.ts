/** Promises of one section of a page, in our own words, by the ids that tests cite. */
export interface RequirementGroup {
  /** The page, and the section on it. */
  readonly spec: string;
  /** An `active` promise is verified by a test that cites it; a `planned` one waits for its issue. */
  readonly status: 'active' | 'planned';
  readonly promises: Readonly<Record<string, string>>;
}
