/** The longest wait for an answer, divided between the network and the host that answered. */
import { NOT_SEEN } from './align.ts';
import { other, type Side } from './observation.ts';
import type { Passages } from './passages.ts';

export interface Wait {
  /** Whose answer it was. */
  side: Side;
  /** µs from the last byte of the question to the first of the answer, at the point nearest to who asked. */
  micros: number;
  /** Of these, what passed between the point nearest to who asked and the one nearest to who answered. */
  networkMicros: number;
}

/** null: nobody answered anything that the points at both ends of the path saw. */
export function longestWait(passages: readonly [Passages, Passages]): Wait | null {
  let longest: Wait | null = null;
  for (const side of [0, 1] as const) {
    for (const wait of waitsFor(passages[other(side)], passages[side], side))
      if (longest === null || wait.micros > longest.micros) longest = wait;
  }
  return longest;
}

/** Waits for answers of `side`: wherever payload of it follows payload of the other. */
function* waitsFor(questions: Passages, answers: Passages, side: Side): Iterable<Wait> {
  const asker = questions.route[0];
  const answerer = answers.route[0];
  const asked = dataSeen(questions);
  let q = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const answer of dataSeen(answers)) {
    const last = answers.route.length - 1;
    const arrived = answers.micros(answer, last);
    while (q < asked.length && questions.micros(asked[q], 0) <= arrived) q++;
    const question = asked[q - 1];
    const sent = question === undefined ? Number.NEGATIVE_INFINITY : questions.micros(question, 0);
    if (sent > before && asker === answers.route[last] && answerer === questions.route[last]) {
      const atAnswerer = answers.micros(answer, 0) - questions.micros(question, last);
      yield { side, micros: arrived - sent, networkMicros: Math.max(0, arrived - sent - atAnswerer) };
    }
    before = arrived;
  }
}

/** Segments with payload that both ends of the route saw, in the order of sending. */
function dataSeen(passages: Passages): number[] {
  const last = passages.route.length - 1;
  const seen: number[] = [];
  for (let i = 0; i < passages.count; i++) {
    if (passages.at[0][i] === NOT_SEEN || passages.at[last][i] === NOT_SEEN || passages.ambiguous[i] > 0) continue;
    const { segments, index } = passages.sample(i);
    if (segments.length(index) > 0) seen.push(i);
  }
  return seen;
}
