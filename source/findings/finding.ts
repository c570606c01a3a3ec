/** A diagnosis in plain words, as people see and forward it. */
import type { ConnectionRow } from '../connection/numbering.ts';

/** `!!` a problem, `!` a warning, `.` a note. */
export type Severity = '!!' | '!' | '.';

export interface Finding {
  /** The catalogue's id, such as "O1". */
  id: string;
  severity: Severity;
  connections: readonly ConnectionRow[];
  /** 1-based packet numbers that show it; of many only the first. */
  packets: readonly number[];
  lostSeconds: number;
  /** One sentence of what happened, one of the likely reason. */
  what: string;
  why: string;
  /** Ids of rules whose findings this one includes. */
  also?: readonly string[];
}
