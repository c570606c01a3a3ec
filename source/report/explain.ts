/** `tcptrace-tui explain L1`: what a kind of finding means, how it is decided, what to do next. */
import { EXPLAINED, explanationLines, explanationOf } from '../findings/explanations/explanations.ts';
import { didYouMean } from '../quantities/nearest.ts';

interface Stream {
  write(text: string): unknown;
}

/** Without ids: all kinds by their titles. Returns the exit code: 2 = there is no such kind. */
export function explain(ids: readonly string[], out: Stream, err: Stream): number {
  if (ids.length === 0) {
    for (const id of EXPLAINED) out.write(`${id.padEnd(4)}${explanationOf(id)!.title}\n`);
    return 0;
  }
  const unknown = ids.find((id) => explanationOf(id) === null);
  if (unknown !== undefined) {
    const other = didYouMean(unknown.toUpperCase(), EXPLAINED);
    err.write(
      `tcptrace-tui explain: there is no finding ${JSON.stringify(unknown)}${other}. Without an id it lists them all.\n`,
    );
    return 2;
  }
  out.write(`${ids.map((id) => explanationLines(id).join('\n')).join('\n\n')}\n`);
  return 0;
}
