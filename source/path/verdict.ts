/** What the points of the path say together, in sentences to forward: the most seconds first. */
import { duration } from '../findings/wording.ts';
import type { Change } from './changes.ts';
import { other, SIDES, type Side } from './observation.ts';
import type { ConversationSummary, LegSummary } from './path.ts';
import type { Wait } from './waits.ts';

export interface Sentence {
  text: string;
  /** That it cost, 0 = it cannot be said. */
  seconds: number;
}

/** Waits shorter than that need no sentence, µs. */
const NOTABLE_WAIT = 200_000;
/** A queue of that much before losses says that it overflowed, µs. */
const NOTABLE_QUEUE = 5_000;

/** `names`: of the points, in the order of the path. */
export function sentencesOf(
  { legs, changes, wait, missed }: ConversationSummary,
  names: readonly string[],
): Sentence[] {
  const sentences = SIDES.flatMap((side) => [
    ...lossSentences(legs, side, names),
    ...orderSentences(legs, side, names),
  ]);
  sentences.push(...captureSentences(missed, names));
  if (wait !== null && wait.micros >= NOTABLE_WAIT) sentences.push(waitSentence(wait));
  for (const change of changes) {
    const text = changeText(change, names);
    if (text !== null) sentences.push({ text, seconds: 0 });
  }
  return sentences.sort((one, two) => two.seconds - one.seconds);
}

const hostOf = (side: Side): string => (side === 0 ? 'A' : 'B');

function between(from: number, to: number, names: readonly string[]): string {
  return `between ${names[from]} and ${names[to]}`;
}

function lossSentences(legs: readonly LegSummary[], side: Side, names: readonly string[]): Sentence[] {
  const all = legs.reduce((sum, { accounts }) => sum + accounts[side].lost, 0);
  return legs.flatMap(({ from, to, accounts, losses }) => {
    const { lost, sent } = accounts[side];
    const known = losses[side];
    if (lost === 0 || known === null) return [];
    const share = lost === all ? `${lost} of ${sent} segments` : `${lost} of ${all} lost segments`;
    const bursts = known.longestBurst > 1 ? `, in bursts of up to ${known.longestBurst}` : '';
    const queue =
      known.queueMicros !== null && known.queueMicros >= NOTABLE_QUEUE
        ? `, at a queue of ${duration(known.queueMicros)}`
        : '';
    const cost = known.seconds > 0 ? `; ${duration(known.seconds * 1e6)} lost` : '';
    return [
      {
        text: `${share} from ${hostOf(side)} were lost ${between(from, to, names)}${bursts}${queue}${cost}`,
        seconds: known.seconds,
      },
    ];
  });
}

function orderSentences(legs: readonly LegSummary[], side: Side, names: readonly string[]): Sentence[] {
  return legs.flatMap(({ from, to, accounts }) => {
    const { reordered, duplicated, sent } = accounts[side];
    const what = [
      ...(reordered > 0 ? [`${reordered} of ${sent} segments from ${hostOf(side)} were overtaken`] : []),
      ...(duplicated > 0 ? [`${duplicated} segments from ${hostOf(side)} were duplicated`] : []),
    ];
    return what.map((text) => ({ text: `${text} ${between(from, to, names)}`, seconds: 0 }));
  });
}

function captureSentences(missed: readonly number[], names: readonly string[]): Sentence[] {
  return missed.flatMap((count, point) =>
    count === 0
      ? []
      : [{ text: `the capture ${names[point]} missed ${count} segments that passed it: no loss`, seconds: 0 }],
  );
}

function waitSentence({ side, micros, networkMicros }: Wait): Sentence {
  const whose = `${hostOf(side)} answered ${hostOf(other(side))} after ${duration(micros)}`;
  return { text: `${whose}, of which the network had ${duration(networkMicros)}`, seconds: micros / 1e6 };
}

/** null: not worth a sentence. */
function changeText(
  { what, side, from, to, before, after, segments }: Change,
  names: readonly string[],
): string | null {
  const where = between(...(from < to ? ([from, to] as const) : ([to, from] as const)), names);
  switch (what) {
    case 'forged reset':
      return `${segments === 1 ? 'a reset' : `${segments} resets`} that ${hostOf(side)} never sent came from ${where.replace('between', 'somewhere between')}`;
    case 'forged acknowledgement':
      return `${segments} acknowledgements that ${hostOf(side)} never sent came from somewhere ${where}`;
    case 'payload':
      return `the payload of ${segments} segments from ${hostOf(side)} was changed ${where}`;
    case 'time to live':
    case 'window':
      return null;
    case 'ECN':
    case 'DSCP':
      return `${what} of ${segments} segments from ${hostOf(side)} was changed from ${before} to ${after} ${where}`;
    default:
      return `${hostOf(side)}'s ${what} was changed from ${before ?? 'absent'} to ${after ?? 'absent'} ${where}`;
  }
}
