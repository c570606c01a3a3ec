/** How far the reading is, and how fast. */
import type { CaptureFacts } from '../analysis/protocol.ts';
import type { Progress } from './session.ts';

/** The rate is that of the last second, ms. */
const WINDOW = 1000;

export class ProgressMeter {
  readonly #marks: { at: number; bytes: number }[] = [];

  /** `unopened`: bytes of the files that are not in the facts yet, null where that cannot be known. `now`: ms. */
  progress(facts: CaptureFacts, unopened: number | null, now: number): Progress {
    const bytesRead = facts.files.reduce((sum, file) => sum + file.bytesRead, 0);
    const known = unopened !== null && facts.files.every((file) => file.bytesTotal !== null);
    const bytesTotal = known ? facts.files.reduce((sum, file) => sum + file.bytesTotal!, unopened) : null;
    // Reading begins with the first file, not when the program was started.
    const bytesPerSecond = facts.files.length === 0 ? 0 : this.#rate(bytesRead, now);
    const left = bytesTotal === null ? null : Math.max(0, bytesTotal - bytesRead);
    return {
      state: facts.state,
      bytesRead,
      bytesTotal,
      bytesPerSecond,
      secondsLeft: left === null || bytesPerSecond === 0 ? null : left / bytesPerSecond,
    };
  }

  #rate(bytes: number, now: number): number {
    const marks = this.#marks;
    marks.push({ at: now, bytes });
    while (marks.length > 2 && marks[1].at <= now - WINDOW) marks.shift();
    const [first] = marks;
    return now > first.at ? ((bytes - first.bytes) * 1000) / (now - first.at) : 0;
  }
}
