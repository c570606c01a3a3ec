/**
 * One direction of a conversation at one point, as the segments that went over the wire: a super packet of segmentation offload
 * counts as its segments, a packet that was captured twice at the point counts once.
 */
import { TcpFlag } from '../wire/segments.ts';
import { type Conversation, type Seen, sideAt } from './conversation.ts';
import { type Observation, other, type PacketColumns, PacketMark, type Side } from './observation.ts';

/** Flags that make a segment another one; PSH and the ECN flags may change on the way. */
const CONTROL = TcpFlag.syn | TcpFlag.fin | TcpFlag.rst | TcpFlag.ack;

/** Bytes of the time stamp option with its padding, RFC 7323 appendix A: they come off the maximum segment size. */
const TIMESTAMP_OPTION = 12;

/** Entry i is the i-th segment; sequence and acknowledgement numbers count from the SYNs. */
export class Segments {
  readonly count: number;
  /** Index into `packets`, by segment. */
  readonly packet: Uint32Array;
  readonly packets: PacketColumns;
  /** Place of each among the segments of its packet; null where each packet is one segment. */
  readonly #part: Uint16Array | null;
  readonly #size: number;
  readonly #base: number;
  readonly #otherBase: number;

  constructor(
    packets: PacketColumns,
    { base }: Seen,
    side: Side,
    packet: Uint32Array,
    part: Uint16Array | null,
    size: number,
  ) {
    this.count = packet.length;
    this.packet = packet;
    this.packets = packets;
    this.#part = part;
    this.#size = size;
    this.#base = base[side];
    this.#otherBase = base[other(side)];
  }

  micros(i: number): number {
    return this.packets.micros[this.packet[i]];
  }

  start(i: number): number {
    return (this.packets.sequence[this.packet[i]] - this.#base + this.#skipped(i)) >>> 0;
  }

  /** Payload bytes. */
  length(i: number): number {
    const length = this.packets.length[this.packet[i]];
    return this.#part === null ? length : Math.min(this.#size, length - this.#skipped(i));
  }

  /** SYN, FIN and RST, and whether it acknowledges. */
  control(i: number): number {
    const control = this.packets.flags[this.packet[i]] & CONTROL;
    // Offload puts FIN on the last segment only.
    return this.#isWithin(i) ? control & ~TcpFlag.fin : control;
  }

  /** 0 where it acknowledges nothing. */
  acknowledgement(i: number): number {
    const packet = this.packet[i];
    if ((this.packets.flags[packet] & TcpFlag.ack) === 0) return 0;
    return (this.packets.acknowledgement[packet] - this.#otherBase) >>> 0;
  }

  /** Linux counts on within a super packet (RFC 6864 asks for no more than that they differ); 0 stands for none. */
  identification(i: number): number {
    const identification = this.packets.identification[this.packet[i]];
    return this.#part === null || identification === 0 ? identification : (identification + this.#part[i]) & 0xffff;
  }

  /** Sequence numbers that it takes: its payload, SYN and FIN. */
  space(i: number): number {
    const control = this.control(i);
    return this.length(i) + ((control & TcpFlag.syn) === 0 ? 0 : 1) + ((control & TcpFlag.fin) === 0 ? 0 : 1);
  }

  /** The hash of its payload; null where it is part of a packet, or was not captured whole. */
  hash(i: number): number | null {
    const { marks, length, hash } = this.packets;
    const packet = this.packet[i];
    const whole = (marks[packet] & PacketMark.wholePayload) !== 0 && this.length(i) === length[packet];
    return whole ? hash[packet] : null;
  }

  /** Bytes of its packet before it. */
  #skipped(i: number): number {
    return this.#part === null ? 0 : this.#part[i] * this.#size;
  }

  /** Is it followed by others of the same packet? */
  #isWithin(i: number): boolean {
    return this.#part !== null && this.#part[i] * this.#size + this.#size < this.packets.length[this.packet[i]];
  }
}

/** The segments of `side` at a point. `size`: payload bytes of the largest segment on the wire. */
export function segmentsAt(observation: Observation, seen: Seen, side: Side, size: number): Segments {
  const { packets } = observation;
  let indices = observation.packetsOf(seen.connection, sideAt(seen, side));
  const copies = copiesAmong(packets, indices);
  if (copies !== null) indices = indices.filter((i) => !copies.has(i));
  if (indices.every((i) => packets.length[i] <= size)) return new Segments(packets, seen, side, indices, null, size);
  const parts = Array.from(indices, (i) => Math.max(1, Math.ceil(packets.length[i] / size)));
  const count = parts.reduce((sum, of) => sum + of, 0);
  const packet = new Uint32Array(count);
  const part = new Uint16Array(count);
  let at = 0;
  for (const [entry, i] of indices.entries()) {
    for (let p = 0; p < parts[entry]; p++, at++) {
      packet[at] = i;
      part[at] = p;
    }
  }
  return new Segments(packets, seen, side, packet, part, size);
}

/** How far apart the copies of a packet may lie, in packets of the direction. */
const COPY_DISTANCE = 16;

/**
 * Which of the packets were captured before at the point, on their way in or at another interface: the same packet with another time
 * to live or from another interface. What the path itself doubles has the same of both. null = none.
 */
function copiesAmong(packets: PacketColumns, indices: Uint32Array): Set<number> | null {
  if (
    indices.every(
      (i) => packets.ttl[i] === packets.ttl[indices[0]] && packets.interface[i] === packets.interface[indices[0]],
    )
  )
    return null;
  const copies = new Set<number>();
  for (let at = 1; at < indices.length; at++) {
    for (let before = Math.max(0, at - COPY_DISTANCE); before < at; before++) {
      if (!isCopy(packets, indices[before], indices[at])) continue;
      copies.add(indices[at]);
      break;
    }
  }
  return copies;
}

function isCopy(p: PacketColumns, one: number, two: number): boolean {
  return (
    p.sequence[one] === p.sequence[two] &&
    (p.ttl[one] !== p.ttl[two] || p.interface[one] !== p.interface[two]) &&
    p.acknowledgement[one] === p.acknowledgement[two] &&
    p.length[one] === p.length[two] &&
    p.flags[one] === p.flags[two] &&
    p.identification[one] === p.identification[two] &&
    p.timestamp[one] === p.timestamp[two] &&
    p.hash[one] === p.hash[two] &&
    p.sack[one] === p.sack[two]
  );
}

/**
 * Payload bytes of the largest segment of `side` on the wire: what the least of the points saw at most, or what the receiver's
 * maximum segment size leaves, whichever is less. At a host with offload larger packets are seen, at a point on the way not.
 */
export function segmentSize(points: readonly Observation[], { seen }: Conversation, side: Side): number {
  let size = Number.POSITIVE_INFINITY;
  for (let point = 0; point < points.length; point++) {
    const place = seen[point];
    if (place === null) continue;
    const observation = points[point];
    const { length } = observation.packets;
    const indices = observation.packetsOf(place.connection, sideAt(place, side));
    let largest = 0;
    for (let entry = 0; entry < indices.length; entry++) largest = Math.max(largest, length[indices[entry]]);
    if (largest > 0) size = Math.min(size, largest);
    const receiver = observation.opening(place.connection, sideAt(place, other(side)));
    if (receiver === null || receiver.maximumSegmentSize === null) continue;
    const sender = observation.opening(place.connection, sideAt(place, side));
    const stamped = sender?.timestamp != null && receiver.timestamp !== null;
    size = Math.min(size, Math.max(1, receiver.maximumSegmentSize - (stamped ? TIMESTAMP_OPTION : 0)));
  }
  return size;
}
