/** `path --json`: an object a line for each conversation. Times in µs, points and legs by their place on the path. */

import { aheadAt } from '../../path/clock.ts';
import type { Seen } from '../../path/conversation.ts';
import type { LegAccount } from '../../path/legs.ts';
import type { LegSummary, Path } from '../../path/path.ts';
import { sentencesOf } from '../../path/verdict.ts';
import type { Output } from '../output.ts';
import { isoTime } from '../times.ts';
import type { PathForm } from './form.ts';
import { conversationLabel, endpointsOf, pointNames } from './words.ts';

export function pathJson(path: Path, output: Output): PathForm {
  const names = pointNames(path);
  const clock = path.points.map((_, point) => clockObject(path, point));
  const relayedAs = new Map(
    path.relayed.flatMap(({ first, second }) => [
      [first, second + 1],
      [second, first + 1],
    ]),
  );
  return {
    conversation: (summary) => {
      const { conversation, legs, changes } = summary;
      const { seen, matchedBy } = path.conversations[conversation];
      const object = {
        number: conversation + 1,
        label: conversationLabel(conversation),
        endpoints: endpointsOf(path, conversation),
        matched_by: legs.length === 0 ? null : matchedBy,
        relayed_as: relayedAs.get(conversation) ?? null,
        points: path.points.map(({ name }, point) => ({ file: name, number: numberOf(seen[point]) })),
        legs: legs.map(legObject),
        clock,
        changed: changes.map(({ side, ...change }) => ({ direction: side === 0 ? 'a2b' : 'b2a', ...change })),
        findings: sentencesOf(summary, names).map(({ text, seconds }) => ({ text, seconds: rounded(seconds) })),
      };
      output.text(`${JSON.stringify(object)}\n`);
    },
    end: () => {},
  };
}

/** The connection's number in its capture; null = not seen there. */
const numberOf = (place: Seen | null): number | null => (place === null ? null : place.connection + 1);

function legObject({ from, to, accounts: [a, b], losses }: LegSummary) {
  return { from, to, a2b: accountObject(a, losses[0]), b2a: accountObject(b, losses[1]) };
}

function accountObject(account: LegAccount, losses: LegSummary['losses'][0]) {
  const { sent, arrived, lost, captureMissed, duplicated, reordered, ambiguous, delays } = account;
  return {
    sent,
    arrived,
    lost,
    capture_missed: captureMissed,
    duplicated,
    reordered,
    ambiguous,
    delay_micros: delays && {
      min: Math.round(delays.min),
      median: Math.round(delays.median),
      p95: Math.round(delays.p95),
      max: Math.round(delays.max),
    },
    lost_seconds: rounded(losses?.seconds ?? 0),
    longest_burst: losses?.longestBurst ?? 0,
    bytes_per_second_in: account.rateIn && Math.round(account.rateIn),
    bytes_per_second_out: account.rateOut && Math.round(account.rateOut),
  };
}

/** The clock as it ran at the beginning, and its steps after that. */
function clockObject(path: Path, point: number) {
  const clock = path.clockOf(point);
  const [{ offset, drift, uncertainty }, ...steps] = clock;
  return {
    point,
    offset_micros: Math.round(offset),
    drift_ppm: rounded(drift),
    uncertainty_micros: uncertainty === null ? null : Math.round(uncertainty),
    steps: steps.map((step, i) => ({
      at: isoTime(Math.floor(step.from)),
      micros: Math.round(step.offset - aheadAt(clock.slice(0, i + 1), step.from)),
    })),
  };
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
