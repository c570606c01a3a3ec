/** Which connections of the points are one and the same: matched by addresses, by what translation leaves alone, by their bytes. */
import { type Observation, type Opening, other, PacketMark, SIDES, type Side, STREAM_HEAD } from './observation.ts';

/** A conversation's place at one point. */
export interface Seen {
  /** Index among the point's connections. */
  connection: number;
  /** The point took the conversation's B for A, because it saw a packet of B first. */
  flipped: boolean;
  /** By side of the conversation: the sequence number that counts as 0 here. */
  base: [number, number];
}

/** By what the connections of the points were found to be one. */
export type MatchedBy = 'addresses' | 'sequence numbers' | 'time stamps' | 'payload';

/** A TCP connection as the points of the path saw it. Its sides are those of the first point that saw it. */
export interface Conversation {
  /** By point; null = not seen there. */
  seen: (Seen | null)[];
  matchedBy: MatchedBy;
}

/** Two connections that a proxy in between makes one of: their bytes agree, their sequence numbers have nothing in common. */
export interface RelayedPair {
  /** Indices of conversations. */
  first: number;
  second: number;
}

export interface Matching {
  conversations: Conversation[];
  relayed: RelayedPair[];
}

/** Side of the observed connection that is side `side` of the conversation; and the other way round. */
export const sideAt = ({ flipped }: Seen, side: Side): Side => (flipped ? other(side) : side);

/** Which conversations there are. Each connection of each point is in exactly one of them; those of the first point come first. */
export function matchConnections(points: readonly Observation[]): Matching {
  const conversations: Conversation[] = [];
  for (const [point, observation] of points.entries()) {
    const open = new Set(Array(observation.connections).keys());
    for (const evidence of EVIDENCE) join(points, point, open, conversations, evidence);
    for (const connection of open) {
      const seen: (Seen | null)[] = points.map(() => null);
      seen[point] = { connection, flipped: false, base: [0, 0] };
      conversations.push({ seen, matchedBy: 'addresses' });
    }
  }
  for (const conversation of conversations) setBases(points, conversation);
  return { conversations, relayed: relayedPairs(points, conversations) };
}

/** What identifies a connection wherever it is seen, and which of its sides that speaks of. */
interface Key {
  text: string;
  side: Side;
}

/** A way to tell that connections are one. A key that several connections of a point have is evidence of nothing. */
interface Evidence {
  by: MatchedBy;
  keys(observation: Observation, connection: number): readonly Key[];
}

/** The strongest first. */
const EVIDENCE: readonly Evidence[] = [
  { by: 'addresses', keys: keysOfOpenings((ends, { sequence }) => `${ends} ${sequence}`) },
  { by: 'addresses', keys: keyOfEnds },
  { by: 'sequence numbers', keys: keyOfBothOpenings },
  { by: 'time stamps', keys: keysOfOpenings((ends, { timestamp }) => timestamp && `${ends} ${timestamp}`) },
  {
    by: 'time stamps',
    keys: keysOfOpenings((_, { timestamp, sequence }) => timestamp && `${timestamp} ${sequence}`),
  },
  { by: 'payload', keys: keysOfPayload },
];

/** A key from each SYN that was seen, of its sender and receiver and what it says; none where `text` has none. */
function keysOfOpenings(text: (ends: string, opening: Opening) => string | number | null): Evidence['keys'] {
  return (observation, connection) =>
    SIDES.flatMap((side) => {
      const opening = observation.opening(connection, side);
      if (opening === null) return [];
      const key = text(`${observation.end(connection, side)} ${observation.end(connection, other(side))}`, opening);
      return key ? [{ text: String(key), side }] : [];
    });
}

/** The ends alone, for connections whose beginning one of the points did not see. */
function keyOfEnds(observation: Observation, connection: number): Key[] {
  const [a, b] = SIDES.map((side) => observation.end(connection, side));
  return [a < b ? { text: `${a} ${b}`, side: 0 } : { text: `${b} ${a}`, side: 1 }];
}

/** The initial sequence numbers of both sides: 64 bits that only these two hosts chose. */
function keyOfBothOpenings(observation: Observation, connection: number): Key[] {
  const [a, b] = SIDES.map((side) => observation.opening(connection, side)?.sequence);
  if (a === undefined || b === undefined) return [];
  return [a < b ? { text: `${a} ${b}`, side: 0 } : { text: `${b} ${a}`, side: 1 }];
}

/** The first data segments of a connection: which of them two points both saw is not known, so that each is a key. */
const SAMPLED_SEGMENTS = 8;
/** Shorter payloads are too common to tell connections apart. */
const TELLING_LENGTH = 32;

function keysOfPayload(observation: Observation, connection: number): Key[] {
  const { packets } = observation;
  const keys: Key[] = [];
  for (const side of SIDES) {
    let sampled = 0;
    for (const i of observation.packetsOf(connection, side)) {
      if (packets.length[i] < TELLING_LENGTH || (packets.marks[i] & PacketMark.wholePayload) === 0) continue;
      keys.push({ text: `${packets.length[i]} ${packets.hash[i]} ${packets.sequence[i]}`, side });
      if (++sampled === SAMPLED_SEGMENTS) break;
    }
  }
  return keys;
}

/** Gives connections of the point that are still open to conversations that other points saw, where this evidence says so. */
function join(
  points: readonly Observation[],
  point: number,
  open: Set<number>,
  conversations: readonly Conversation[],
  { by, keys }: Evidence,
): void {
  if (open.size === 0) return;
  const known = knownElsewhere(points, point, conversations, keys);
  if (known.size === 0) return;
  const claims = new Map<number, { connection: number; flipped: boolean } | 'ambiguous'>();
  for (const connection of open) {
    for (const { text, side } of keys(points[point], connection)) {
      const found = known.get(text);
      if (found === undefined || found === 'ambiguous') continue;
      if (!mayBeOne(points, point, connection, conversations[found.conversation])) continue;
      const claimed = claims.get(found.conversation);
      if (claimed === undefined) claims.set(found.conversation, { connection, flipped: side !== found.side });
      else if (claimed !== 'ambiguous' && claimed.connection !== connection)
        claims.set(found.conversation, 'ambiguous');
      break;
    }
  }
  for (const [conversation, claim] of claims) {
    if (claim === 'ambiguous') continue;
    open.delete(claim.connection);
    conversations[conversation].seen[point] = { ...claim, base: [0, 0] };
    if (by !== 'addresses') conversations[conversation].matchedBy = by;
  }
}

/** Which conversation has which key at other points, and of which of its sides the key speaks. */
function knownElsewhere(
  points: readonly Observation[],
  point: number,
  conversations: readonly Conversation[],
  keys: Evidence['keys'],
): Map<string, { conversation: number; side: Side } | 'ambiguous'> {
  const known = new Map<string, { conversation: number; side: Side } | 'ambiguous'>();
  for (const [conversation, { seen }] of conversations.entries()) {
    if (seen[point] !== null) continue;
    for (const [elsewhere, place] of seen.entries()) {
      if (place === null) continue;
      for (const { text, side } of keys(points[elsewhere], place.connection)) {
        const before = known.get(text);
        if (before === undefined) known.set(text, { conversation, side: sideAt(place, side) });
        else if (before !== 'ambiguous' && before.conversation !== conversation) known.set(text, 'ambiguous');
      }
    }
  }
  return known;
}

/** Connections between the same ends may follow each other: where both beginnings were seen, the ends alone prove nothing. */
function mayBeOne(points: readonly Observation[], point: number, connection: number, { seen }: Conversation): boolean {
  const here = points[point].opening(connection, 0);
  return seen.every((place, elsewhere) => {
    if (place === null) return true;
    const there = points[elsewhere].opening(place.connection, 0);
    if (here === null || there === null) return true;
    if (SIDES.some((side) => points[point].end(connection, side) !== points[elsewhere].end(place.connection, side)))
      return true;
    return here.sequence === there.sequence || (here.timestamp !== null && here.timestamp === there.timestamp);
  });
}

/**
 * Sequence numbers count from the SYN where it was seen. Where a point saw none, another point's SYN serves: only a middlebox that
 * shifts sequence numbers makes the two differ, and it cannot be told then.
 */
function setBases(points: readonly Observation[], { seen }: Conversation): void {
  for (const side of SIDES) {
    const own = seen.map((place, point) => (place === null ? null : initialSequence(points[point], place, side)));
    const borrowed = own.find((base) => base !== null) ?? firstSequence(points, seen, side);
    for (const [point, place] of seen.entries()) if (place !== null) place.base[side] = own[point] ?? borrowed;
  }
}

/** null: its SYN was not seen. */
function initialSequence(observation: Observation, place: Seen, side: Side): number | null {
  const syn = observation.syn(place.connection, sideAt(place, side));
  return syn < 0 ? null : observation.packets.sequence[syn];
}

/** Of a side whose SYN nobody saw. */
function firstSequence(points: readonly Observation[], seen: readonly (Seen | null)[], side: Side): number {
  for (const [point, place] of seen.entries()) {
    if (place === null) continue;
    const [first] = points[point].packetsOf(place.connection, sideAt(place, side));
    if (first !== undefined) return points[point].packets.sequence[first];
  }
  return 0;
}

/** Conversations of which no point saw both, paired by the first bytes that each side sent. */
function relayedPairs(points: readonly Observation[], conversations: readonly Conversation[]): RelayedPair[] {
  const byHead = new Map<string, number[]>();
  for (const [index, conversation] of conversations.entries()) {
    if (conversation.seen.every((place) => place !== null)) continue;
    const heads = SIDES.map((side) => headOf(points, conversation, side));
    if (heads.some((head) => head.length < STREAM_HEAD)) continue;
    const key = heads.join('');
    const alike = byHead.get(key);
    if (alike === undefined) byHead.set(key, [index]);
    else alike.push(index);
  }
  const pairs: RelayedPair[] = [];
  for (const indices of byHead.values()) {
    if (indices.length !== 2) continue;
    const [first, second] = indices;
    const apart = conversations[first].seen.every((place, point) => !place || !conversations[second].seen[point]);
    if (apart) pairs.push({ first, second });
  }
  return pairs;
}

function headOf(points: readonly Observation[], { seen }: Conversation, side: Side): string {
  for (const [point, place] of seen.entries()) {
    if (place !== null) return points[point].head(place.connection, sideAt(place, side));
  }
  return '';
}
