/** A diagnosis in plain words, as people see and forward it. */

/** `!!` a problem, `!` a warning, `.` a note. */
export type Severity = '!!' | '!' | '.';

export interface Finding {
  /** The catalogue's id, such as "O1". */
  id: string;
  severity: Severity;
  /** 0-based. */
  connections: readonly number[];
  /** 1-based packet numbers that show it; of many only the first. */
  packets: readonly number[];
  lostSeconds: number;
  /** One sentence of what happened, one of the likely reason. */
  what: string;
  why: string;
}
