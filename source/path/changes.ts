/** What the path changed: between two points that follow each other, in one direction of a conversation or in its beginning. */
import { TcpFlag } from '../wire/segments.ts';
import { NOT_SEEN } from './align.ts';
import type { Seen } from './conversation.ts';
import { sideAt } from './conversation.ts';
import type { Fates } from './fates.ts';
import type { Observation, Opening, Side } from './observation.ts';
import type { Passages } from './passages.ts';

export type Changed =
  | 'time to live'
  | 'maximum segment size'
  | 'window scale'
  | 'SACK permitted'
  | 'time stamps'
  | 'sequence numbers'
  | 'ECN'
  | 'DSCP'
  | 'window'
  | 'payload'
  | 'address'
  | 'forged reset'
  | 'forged acknowledgement';

/** Points by their place on the path; `before` and `after` in the words of the field, null = absent. */
export interface Change {
  what: Changed;
  /** Of the sender: side of the conversation. */
  side: Side;
  from: number;
  to: number;
  before: string | number | null;
  after: string | number | null;
  /** Segments that it was seen on. */
  segments: number;
}

/** ECN is the low two bits of the former type of service, DSCP the rest: RFC 3168 section 5. */
const ECN = 0x03;
const ECN_NAMES = ['Not-ECT', 'ECT(1)', 'ECT(0)', 'CE'];

export function changesOf(
  points: readonly Observation[],
  seen: readonly (Seen | null)[],
  side: Side,
  passages: Passages,
  fates: Fates,
): Change[] {
  const changes: Change[] = [];
  const { route } = passages;
  for (let k = 0; k + 1 < route.length; k++) {
    const [from, to] = [route[k], route[k + 1]];
    const add = (what: Changed, before: Change['before'], after: Change['after'], segments = 1): void => {
      changes.push({ what, side, from, to, before, after, segments });
    };
    const [one, two] = [seen[from] as Seen, seen[to] as Seen];
    compareEnds(points[from], one, points[to], two, side, add);
    compareOpenings(openingAt(points[from], one, side), openingAt(points[to], two, side), add);
    compareSegments(passages, k, add);
    countForged(passages, fates, k, add);
  }
  return changes;
}

type Add = (what: Changed, before: Change['before'], after: Change['after'], segments?: number) => void;

const openingAt = (observation: Observation, seen: Seen, side: Side): Opening | null =>
  observation.opening(seen.connection, sideAt(seen, side));

function compareEnds(from: Observation, one: Seen, to: Observation, two: Seen, side: Side, add: Add): void {
  const before = from.end(one.connection, sideAt(one, side));
  const after = to.end(two.connection, sideAt(two, side));
  if (before !== after) add('address', before, after);
}

function compareOpenings(before: Opening | null, after: Opening | null, add: Add): void {
  if (before === null || after === null) return;
  if (before.sequence !== after.sequence) add('sequence numbers', before.sequence, after.sequence);
  if (before.maximumSegmentSize !== after.maximumSegmentSize)
    add('maximum segment size', before.maximumSegmentSize, after.maximumSegmentSize);
  if (before.windowScale !== after.windowScale) add('window scale', before.windowScale, after.windowScale);
  if (before.sackPermitted !== after.sackPermitted)
    add('SACK permitted', presence(before.sackPermitted), presence(after.sackPermitted));
  if ((before.timestamp === null) !== (after.timestamp === null))
    add('time stamps', presence(before.timestamp !== null), presence(after.timestamp !== null));
}

const presence = (is: boolean): string | null => (is ? 'offered' : null);

/** Counts the ways in which something was changed. */
class Tally {
  readonly #counts = new Map<string, { before: string | number; after: string | number; segments: number }>();

  note(before: string | number, after: string | number): void {
    const key = `${before} ${after}`;
    const count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, { before, after, segments: 1 });
    else count.segments++;
  }

  /** The most frequent first. */
  *changes(): Iterable<{ before: string | number; after: string | number; segments: number }> {
    yield* [...this.#counts.values()].sort((one, two) => two.segments - one.segments);
  }
}

function compareSegments(passages: Passages, k: number, add: Add): void {
  const [one, two] = [passages.segments[k], passages.segments[k + 1]];
  const [ttl, ecn, dscp] = [new Tally(), new Tally(), new Tally()];
  let windows = 0;
  let payloads = 0;
  for (let i = 0; i < passages.count; i++) {
    const [here, there] = [passages.at[k][i], passages.at[k + 1][i]];
    if (here === NOT_SEEN || there === NOT_SEEN) continue;
    const [p, q] = [one.packet[here], two.packet[there]];
    const [a, b] = [one.packets, two.packets];
    if (a.ttl[p] !== b.ttl[q]) ttl.note(a.ttl[p], b.ttl[q]);
    const [before, after] = [a.trafficClass[p], b.trafficClass[q]];
    if (before !== after) {
      if ((before & ECN) !== (after & ECN)) ecn.note(ECN_NAMES[before & ECN], ECN_NAMES[after & ECN]);
      if (before >> 2 !== after >> 2) dscp.note(before >> 2, after >> 2);
    }
    if (a.window[p] !== b.window[q] && one.length(here) === a.length[p] && two.length(there) === b.length[q]) windows++;
    const [hash, other] = [one.hash(here), two.hash(there)];
    if (hash !== null && other !== null && hash !== other && one.length(here) === two.length(there)) payloads++;
  }
  const [hops] = ttl.changes();
  if (hops) add('time to live', hops.before, hops.after, hops.segments);
  for (const { before, after, segments } of ecn.changes()) add('ECN', before, after, segments);
  for (const { before, after, segments } of dscp.changes()) add('DSCP', before, after, segments);
  if (windows > 0) add('window', null, null, windows);
  if (payloads > 0) add('payload', null, null, payloads);
}

function countForged(passages: Passages, { begins, forged }: Fates, k: number, add: Add): void {
  let resets = 0;
  let acknowledgements = 0;
  for (let i = 0; i < passages.count; i++) {
    if (!forged[i] || begins[i] !== k + 1) continue;
    const { segments, index } = passages.sample(i);
    if (isReset(segments.control(index))) resets++;
    else acknowledgements++;
  }
  if (resets > 0) add('forged reset', null, null, resets);
  if (acknowledgements > 0) add('forged acknowledgement', null, null, acknowledgements);
}

const isReset = (control: number): boolean => (control & TcpFlag.rst) !== 0;
