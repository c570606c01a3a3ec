/** What people ask of a finding; docs/findings.md and `tcptrace-tui explain` print it. */
export interface Explanation {
  means: string;
  decided: string;
  next: string;
  /** A document that a stranger can open. */
  source: string;
}
