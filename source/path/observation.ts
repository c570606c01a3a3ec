/**
 * What one point of the path saw: its TCP packets as columns, in the order of the capture, and its connections. Some 60 bytes a
 * packet, because both ends of a long path are held at once; the packets themselves stay in the file.
 */

import type { Capture } from '../capture/capture.ts';
import { addressText } from '../connection/addresses.ts';
import type { ConnectionStore } from '../connection/store.ts';

/** Side 0 is A, the end that sent the first packet the point saw; 1 is B. */
export type Side = 0 | 1;

export const SIDES = [0, 1] as const;

export const other = (side: Side): Side => (side === 0 ? 1 : 0);

/** Bits of `PacketColumns.marks`. */
export const PacketMark = {
  /** All of the payload was captured, so that its hash says something. */
  wholePayload: 1,
} as const;

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** Columns that grow: entry i is the i-th TCP packet of the point. */
export class PacketColumns {
  count = 0;
  /** µs since 1970, by the clock of the point; where it was set back, as if it had not been. */
  micros = new Float64Array(0);
  /** Position of the record in the capture, to read it back. */
  position = new Float64Array(0);
  /** 2 × connection's index at the point + side of the sender. */
  direction = new Int32Array(0);
  /** Number in the capture, from 1. */
  number = new Uint32Array(0);
  sequence = new Uint32Array(0);
  acknowledgement = new Uint32Array(0);
  /** Payload bytes on the wire. */
  length = new Uint32Array(0);
  /** Time stamp option, RFC 7323; 0 where absent. */
  timestamp = new Uint32Array(0);
  echo = new Uint32Array(0);
  /** Of the captured payload. */
  hash = new Uint32Array(0);
  /** A hash of the SACK option's blocks; 0 where absent. */
  sack = new Uint32Array(0);
  /** TcpFlag bits. */
  flags = new Uint16Array(0);
  window = new Uint16Array(0);
  /** IPv4's identification; 0 for IPv6. */
  identification = new Uint16Array(0);
  interface = new Uint16Array(0);
  /** Time to live, or hop limit. */
  ttl = new Uint8Array(0);
  /** DSCP and ECN: IPv4's former type of service, IPv6's traffic class. */
  trafficClass = new Uint8Array(0);
  /** PacketMark bits. */
  marks = new Uint8Array(0);

  /** Makes room for `more` entries behind `count`. */
  room(more: number): void {
    if (this.count + more <= this.micros.length) return;
    const capacity = Math.ceil((this.count + more) * 1.5);
    this.micros = grown(this.micros, capacity);
    this.position = grown(this.position, capacity);
    this.direction = grown(this.direction, capacity);
    this.number = grown(this.number, capacity);
    this.sequence = grown(this.sequence, capacity);
    this.acknowledgement = grown(this.acknowledgement, capacity);
    this.length = grown(this.length, capacity);
    this.timestamp = grown(this.timestamp, capacity);
    this.echo = grown(this.echo, capacity);
    this.hash = grown(this.hash, capacity);
    this.sack = grown(this.sack, capacity);
    this.flags = grown(this.flags, capacity);
    this.window = grown(this.window, capacity);
    this.identification = grown(this.identification, capacity);
    this.interface = grown(this.interface, capacity);
    this.ttl = grown(this.ttl, capacity);
    this.trafficClass = grown(this.trafficClass, capacity);
    this.marks = grown(this.marks, capacity);
  }
}

function grown<Kind extends Column>(column: Kind, capacity: number): Kind {
  const larger = new (column.constructor as new (length: number) => Kind)(capacity);
  larger.set(column);
  return larger;
}

/** What a SYN of one side said, as the point saw it. */
export interface Opening {
  micros: number;
  sequence: number;
  ttl: number;
  /** Options; null = absent. */
  maximumSegmentSize: number | null;
  windowScale: number | null;
  timestamp: number | null;
  sackPermitted: boolean;
}

/** Bytes kept of each side's first payload, by which relayed connections are paired. */
export const STREAM_HEAD = 16;

/** The packet of a side whose SYN was not seen. */
const NO_PACKET = -1;

/**
 * What the first packets of each direction say, by direction (2 × connection + side). Columns, because a point may have seen half a
 * million connections.
 */
export class Beginnings {
  /** Index of the SYN among the packets. */
  #packet = new Int32Array(0);
  /** 0 = absent. */
  #maximumSegmentSize = new Uint16Array(0);
  /** Shift + 1; 0 = absent. */
  #windowScale = new Uint8Array(0);
  /** SACK_PERMITTED, STAMPED. */
  #options = new Uint8Array(0);
  #head = new Uint8Array(0);
  #headLength = new Uint8Array(0);

  /** Makes room for directions below `count`. */
  room(count: number): void {
    const known = this.#packet.length;
    if (count <= known) return;
    const capacity = Math.max(1024, count * 2);
    this.#packet = grown(this.#packet, capacity).fill(NO_PACKET, known);
    this.#maximumSegmentSize = grown(this.#maximumSegmentSize, capacity);
    this.#windowScale = grown(this.#windowScale, capacity);
    this.#options = grown(this.#options, capacity);
    this.#head = grown(this.#head, capacity * STREAM_HEAD);
    this.#headLength = grown(this.#headLength, capacity);
  }

  hasSyn(direction: number): boolean {
    return this.#packet[direction] !== NO_PACKET;
  }

  /** Packet `packet` is the direction's first SYN. */
  setSyn(
    direction: number,
    packet: number,
    options: {
      maximumSegmentSize: number | null;
      windowScale: number | null;
      sackPermitted: boolean;
      stamped: boolean;
    },
  ): void {
    this.#packet[direction] = packet;
    this.#maximumSegmentSize[direction] = options.maximumSegmentSize ?? 0;
    this.#windowScale[direction] = options.windowScale === null ? 0 : options.windowScale + 1;
    this.#options[direction] = (options.sackPermitted ? SACK_PERMITTED : 0) | (options.stamped ? STAMPED : 0);
  }

  hasHead(direction: number): boolean {
    return this.#headLength[direction] > 0;
  }

  /** The direction's first payload is bytes[from … to). */
  setHead(direction: number, bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(STREAM_HEAD, to - from);
    this.#head.set(bytes.subarray(from, from + length), direction * STREAM_HEAD);
    this.#headLength[direction] = length;
  }

  /** A character a byte; '' where no payload was captured. */
  head(direction: number): string {
    const at = direction * STREAM_HEAD;
    return String.fromCharCode(...this.#head.subarray(at, at + this.#headLength[direction]));
  }

  syn(direction: number): number {
    return this.#packet[direction];
  }

  opening(direction: number, packets: PacketColumns): Opening | null {
    const packet = this.#packet[direction];
    if (packet === NO_PACKET) return null;
    const options = this.#options[direction];
    return {
      micros: packets.micros[packet],
      sequence: packets.sequence[packet],
      ttl: packets.ttl[packet],
      maximumSegmentSize: this.#maximumSegmentSize[direction] || null,
      windowScale: this.#windowScale[direction] === 0 ? null : this.#windowScale[direction] - 1,
      timestamp: (options & STAMPED) === 0 ? null : packets.timestamp[packet],
      sackPermitted: (options & SACK_PERMITTED) !== 0,
    };
  }
}

const SACK_PERMITTED = 1;
const STAMPED = 2;

/** What a point saw in all. */
export class Observation {
  /** The capture's name, as the user gave it. */
  readonly name: string;
  /** Still open, so that packets can be read back. */
  readonly capture: Capture;
  readonly packets: PacketColumns;
  /** What is wrong with the capture, a line each. */
  readonly problems: readonly string[];
  readonly #store: ConnectionStore;
  readonly #beginnings: Beginnings;
  /** Packets of each direction in order: #ordered[#starts[d]] … #ordered[#starts[d + 1] - 1]. */
  readonly #ordered: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #setBacks: readonly SetBack[];

  constructor(
    name: string,
    capture: Capture,
    packets: PacketColumns,
    beginnings: Beginnings,
    store: ConnectionStore,
    problems: readonly string[],
  ) {
    this.name = name;
    this.capture = capture;
    this.packets = packets;
    this.problems = problems;
    this.#store = store;
    this.#beginnings = beginnings;
    beginnings.room(store.count * 2);
    this.#setBacks = straighten(packets);
    [this.#ordered, this.#starts] = inOrder(packets, store.count * 2);
  }

  /** When the clock was set back, µs as in `packets`. */
  get setBacks(): number[] {
    return this.#setBacks.map(({ from }) => from);
  }

  /** What `packets.micros` has more than the capture says, as a number below 0; `micros` as in `packets`. */
  setBack(micros: number): number {
    return this.#setBacks.reduce((sum, { from, by }) => (from <= micros ? sum - by : sum), 0);
  }

  /** Connections, by index from 0; their numbers in the program's lists are one higher. */
  get connections(): number {
    return this.#store.count;
  }

  /** Address and port of a side: "192.0.2.1:80", "[2001:db8::1]:80". */
  end(connection: number, side: Side): string {
    const { identity } = this.#store;
    const address = addressText(identity, connection, side);
    return `${address.includes(':') ? `[${address}]` : address}:${identity.port(connection, side)}`;
  }

  /** What the SYN of a side said; null where none was seen. */
  opening(connection: number, side: Side): Opening | null {
    return this.#beginnings.opening(connection * 2 + side, this.packets);
  }

  /** Index of the SYN of a side among the packets; below 0 where none was seen. */
  syn(connection: number, side: Side): number {
    return this.#beginnings.syn(connection * 2 + side);
  }

  /** The first payload bytes of a side, a character a byte, at most STREAM_HEAD; '' where none were captured. */
  head(connection: number, side: Side): string {
    return this.#beginnings.head(connection * 2 + side);
  }

  /** Indices of the packets of a direction, in the order of the capture. */
  packetsOf(connection: number, side: Side): Uint32Array {
    const direction = connection * 2 + side;
    return this.#ordered.subarray(this.#starts[direction], this.#starts[direction + 1]);
  }
}

/** The clock was set back by `by` µs at `from`. */
interface SetBack {
  from: number;
  by: number;
}

/** Packets of one capture may stand in another order than their times by so much, µs. */
const DISORDER = 100_000;

/** Makes times go on where the clock was set back: of a time that comes twice nobody could say which one is meant. */
function straighten({ micros, count }: PacketColumns): SetBack[] {
  const setBacks: SetBack[] = [];
  let by = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (micros[i] + by < latest - DISORDER) {
      const more = latest - micros[i] - by;
      setBacks.push({ from: latest, by: more });
      by += more;
    }
    micros[i] += by;
    latest = Math.max(latest, micros[i]);
  }
  return setBacks;
}

/** The packets sorted by direction, each direction in the order of the capture, and where each begins: a counting sort. */
function inOrder({ direction, count }: PacketColumns, directions: number): [ordered: Uint32Array, starts: Uint32Array] {
  const starts = new Uint32Array(directions + 1);
  for (let i = 0; i < count; i++) starts[direction[i] + 1]++;
  for (let d = 0; d < directions; d++) starts[d + 1] += starts[d];
  const next = starts.slice();
  const ordered = new Uint32Array(count);
  for (let i = 0; i < count; i++) ordered[next[direction[i]]++] = i;
  return [ordered, starts];
}
