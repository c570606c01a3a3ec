/**
 * The order of the points along the path, and which way each conversation passes them. No clocks are needed: whoever is nearer to A
 * waits longer between a packet of A and the answer to it, and sees A's packets with a larger time to live.
 */
import { align, NOT_SEEN, Traits } from './align.ts';
import { type Conversation, type Seen, sideAt } from './conversation.ts';
import type { Observation } from './observation.ts';
import { segmentSize, segmentsAt } from './segments.ts';

/** 1: the one point is nearer to A than the other; -1: farther; 0: it cannot be told. */
type Nearness = -1 | 0 | 1;

export interface PathOrder {
  /** Indices of the points, from one end of the path to the other: mostly from the clients to the servers. */
  points: readonly number[];
  /** By conversation: its A is at the far end. */
  reversed: Uint8Array;
}

/** `given`: the points stand in the order of the path already. */
export function findOrder(
  points: readonly Observation[],
  conversations: readonly Conversation[],
  given: boolean,
): PathOrder {
  const size = points.length;
  // votes[i * size + j] > 0: i is nearer to the beginning of the path than j.
  const votes = new Float64Array(size * size);
  if (given) for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) votes[i * size + j] = Math.sign(j - i);
  const reversed = new Uint8Array(conversations.length);
  const nearness = new Int8Array(size * size);
  for (const [index, conversation] of conversations.entries()) {
    findNearness(points, conversation, nearness);
    reversed[index] = agreement(votes, nearness) < 0 ? 1 : 0;
    if (!given) vote(votes, nearness, reversed[index] ? -1 : 1);
  }
  const order = Array.from(points.keys());
  if (given) return { points: order, reversed };
  const place = (i: number): number =>
    votes.subarray(i * size, (i + 1) * size).reduce((sum, v) => sum + Math.sign(v), 0);
  order.sort((i, j) => place(j) - place(i) || i - j);
  const backwards = reversed.reduce((sum, one) => sum + one, 0) * 2 > reversed.length;
  return backwards
    ? { points: order.reverse(), reversed: reversed.map((one) => 1 - one) }
    : { points: order, reversed };
}

function vote(votes: Float64Array, nearness: Int8Array, weight: number): void {
  for (let i = 0; i < votes.length; i++) votes[i] += weight * nearness[i];
}

function agreement(votes: Float64Array, nearness: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < votes.length; i++) sum += Math.sign(votes[i]) * nearness[i];
  return sum;
}

/** Fills a matrix: entry i * points + j says whether point i is nearer to A than j. */
function findNearness(points: readonly Observation[], conversation: Conversation, matrix: Int8Array): void {
  const size = points.length;
  matrix.fill(0);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const [one, two] = [conversation.seen[i], conversation.seen[j]];
      if (one === null || two === null) continue;
      const known = byOpenings(points, i, one, j, two) || bySegments(points, conversation, i, one, j, two);
      matrix[i * size + j] = known;
      matrix[j * size + i] = -known;
    }
  }
}

/** Time stamps of one host may be this far from the truth, µs. */
const RESOLUTION = 2;

function byOpenings(points: readonly Observation[], i: number, one: Seen, j: number, two: Seen): Nearness {
  const [hereA, hereB] = synsOf(points[i], one);
  const [thereA, thereB] = synsOf(points[j], two);
  if (hereA < 0 || hereB < 0 || thereA < 0 || thereB < 0) return 0;
  const [here, there] = [points[i].packets, points[j].packets];
  return compare(
    here.micros[hereB] - here.micros[hereA],
    there.micros[thereB] - there.micros[thereA],
    here.ttl[hereA] - there.ttl[thereA],
  );
}

/** Indices of both SYNs among the packets of the point; below 0 where one was not seen. */
const synsOf = (observation: Observation, seen: Seen): readonly [number, number] => [
  observation.syn(seen.connection, sideAt(seen, 0)),
  observation.syn(seen.connection, sideAt(seen, 1)),
];

/** By how long each point waited, and by how much more time to live the first saw. */
function compare(wait: number, otherWait: number, hops: number): Nearness {
  if (hops !== 0) return hops > 0 ? 1 : -1;
  if (Math.abs(wait - otherWait) <= RESOLUTION) return 0;
  return wait > otherWait ? 1 : -1;
}

/** Where a point did not see the beginning: by the first packets of both sides that both points saw. */
function bySegments(
  points: readonly Observation[],
  conversation: Conversation,
  i: number,
  one: Seen,
  j: number,
  two: Seen,
): Nearness {
  const common = ([0, 1] as const).map((side) => {
    const size = segmentSize(points, conversation, side);
    const here = segmentsAt(points[i], one, side, size);
    const there = segmentsAt(points[j], two, side, size);
    const { match } = align(Traits.of(here), Traits.of(there));
    const first = match.findIndex((entry) => entry !== NOT_SEEN);
    if (first < 0) return null;
    const [packet, otherPacket] = [here.packet[first], there.packet[match[first]]];
    return {
      here: here.packets.micros[packet],
      there: there.packets.micros[otherPacket],
      hops: here.packets.ttl[packet] - there.packets.ttl[otherPacket],
    };
  });
  const [a, b] = common;
  if (a === null && b === null) return 0;
  if (a === null || b === null) return compare(0, 0, a?.hops ?? -(b?.hops ?? 0));
  return compare(b.here - a.here, b.there - a.there, a.hops || -b.hops);
}
