/**
 * Who is worth a closer look: while a pass runs, a few bytes a connection gather what speaks against it, roughly in seconds
 * that somebody may have waited. Nothing here is a verdict; suspects.ts chooses from it whose packets are read again.
 */

import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentColumns } from '../connection/columns.ts';
import { NOBODY } from '../connection/layout/constants.ts';
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { u16 } from '../wire/bytes.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import type { PassObserver } from './observer.ts';
import { reserve } from './reservation.ts';

/** Connections there can be weights of; later ones have none. */
const MOST_CONNECTIONS = 2 ** 25;
/** Numbers of ICMP packets and name look-ups kept: what else may say why. */
const MOST_ICMP = 10_000;

/** Silences longer than this count, µs; none for more than the longest. */
const SILENCE = 200_000;
const LONGEST_SILENCE = 30_000_000;

/** What an event weighs, in seconds. */
const Weight = {
  unanswered: 5,
  refused: 2,
  gap: 0.02,
  zeroWindow: 0.3,
  reset: 0.01,
  keepAlive: 0.005,
  alert: 2,
  helloAlone: 2,
  serverError: 0.1,
  otherError: 0.02,
  unfinished: 2,
  halfClosed: 0.1,
} as const;

const DNS_PORT = 53;

/** Bits of a direction's marks. */
const Mark = { known: 1, data: 2, hello: 4, fin: 8 } as const;

const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;
const LETTER_H = 0x48;
const DIGIT_4 = 0x34;
const DIGIT_5 = 0x35;
const MINUS = 0x2d;

/** Shared, so that another thread can choose. */
export interface SuspicionBuffers {
  /** float32 by connection: its weight, in seconds. */
  weights: SharedArrayBuffer;
  /** float64: packets seen, ICMP packets, then the numbers of these. */
  packets: SharedArrayBuffer;
}

const Cell = { seen: 0, icmpCount: 1, icmp: 2 } as const;

export class Suspicion implements PassObserver {
  readonly buffers: SuspicionBuffers;
  readonly #weights: Float32Array;
  readonly #cells: Float64Array;
  /** By connection: bytes still to come of an HTTP reply; 1 + the side that spoke last. */
  #bodies = new Float64Array(1024);
  #speakers = new Int8Array(1024);
  /** By direction, 2 × connection + side. */
  #next = new Uint32Array(2048);
  #marks = new Uint8Array(2048);
  #dataMicros = new Float64Array(2048);

  /** With the buffers of another thread's suspicion: a view of what it has found. */
  constructor(buffers?: SuspicionBuffers) {
    this.buffers = buffers ?? {
      weights: reserve(MOST_CONNECTIONS * 4, 2 ** 22),
      packets: new SharedArrayBuffer((Cell.icmp + MOST_ICMP) * 8),
    };
    this.#weights = new Float32Array(this.buffers.weights);
    this.#cells = new Float64Array(this.buffers.packets);
  }

  /** Packets that came by. */
  get seen(): number {
    return this.#cells[Cell.seen];
  }

  /** Numbers of the first ICMP packets and name look-ups, ascending. */
  get icmp(): Float64Array {
    return this.#cells.subarray(Cell.icmp, Cell.icmp + this.#cells[Cell.icmpCount]);
  }

  /** What speaks against a connection, roughly in seconds; 0 = nothing. The rows tell what only the end can. */
  weight(store: ConnectionStore, connection: ConnectionRow): number {
    return (this.#weights[connection] ?? 0) + weightOfEnd(store, connection);
  }

  batch(packets: PacketBatch, segments: SegmentBatch, columns: SegmentColumns, count: number): void {
    const { number: numbers, direction: directions } = columns;
    const { kind: kinds } = segments;
    const cells = this.#cells;
    for (let i = 0; i < count; i++) {
      if (numbers[i] === 0) continue;
      cells[Cell.seen]++;
      if (kinds[i] === PacketKind.tcp) {
        if (directions[i] !== NOBODY) this.#look(packets, segments, i, directions[i]);
      } else if (cells[Cell.icmpCount] < roomFor(segments, i)) {
        cells[Cell.icmp + cells[Cell.icmpCount]++] = numbers[i];
      }
    }
  }

  retiring(connection: ConnectionRow): void {
    this.#weights[connection] = 0;
    if (connection >= this.#bodies.length) return;
    this.#bodies[connection] = 0;
    this.#speakers[connection] = 0;
    for (const direction of [2 * connection, 2 * connection + 1]) {
      this.#next[direction] = 0;
      this.#marks[direction] = 0;
      this.#dataMicros[direction] = 0;
    }
  }

  #look(packets: PacketBatch, segments: SegmentBatch, i: number, direction: number): void {
    const connection = asRow(direction >> 1);
    if (connection >= this.#bodies.length) this.#grow();
    const flags = segments.flags[i];
    const length = segments.dataLength[i];
    const sequence = segments.sequence[i];
    const special = flags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst);
    const known = (this.#marks[direction] & Mark.known) !== 0;

    if (segments.window[i] === 0 && special === 0) this.#weights[connection] += Weight.zeroWindow;
    if (special !== 0) this.#control(flags, direction);
    if (length > 0 || special & (TcpFlag.syn | TcpFlag.fin)) {
      const distance = known ? (sequence - this.#next[direction]) | 0 : 0;
      if (distance !== 0) this.#weights[connection] += Weight.gap;
      if (distance >= 0) this.#next[direction] = sequence + length + (special & (TcpFlag.syn | TcpFlag.fin) ? 1 : 0);
      this.#marks[direction] |= Mark.known;
    } else if (known && ((sequence - this.#next[direction]) | 0) === -1 && (this.#marks[direction] & Mark.fin) === 0) {
      this.#weights[connection] += Weight.keepAlive;
    }
    if (length > 0) this.#data(packets.micros[i], segments, i, connection, direction);
  }

  #control(flags: number, direction: number): void {
    const connection = direction >> 1;
    if (flags & TcpFlag.fin) this.#marks[direction] |= Mark.fin;
    if (flags & TcpFlag.rst) this.#weights[connection] += Weight.reset;
    if (flags & (TcpFlag.fin | TcpFlag.rst) && this.#bodies[connection] > 0) {
      this.#weights[connection] += Weight.unfinished;
      this.#bodies[connection] = 0;
    }
  }

  #data(micros: number, segments: SegmentBatch, i: number, connection: ConnectionRow, direction: number): void {
    const side = direction & 1;
    const before = Math.max(this.#dataMicros[direction], this.#dataMicros[direction ^ 1]);
    const silence = micros - before;
    const answers = this.#speakers[connection] === 2 - side;
    if (before > 0 && silence > SILENCE && (answers || this.#bodies[connection] > 0)) {
      this.#weights[connection] += Math.min(silence, LONGEST_SILENCE) / 1e6;
    }
    this.#dataMicros[direction] = micros;
    this.#speakers[connection] = 1 + side;
    if (this.#marks[direction ^ 1] & Mark.hello && (this.#marks[direction] & Mark.data) === 0) {
      this.#weights[connection] -= Weight.helloAlone;
    }
    this.#marks[direction] |= Mark.data;
    this.#bodies[connection] -= segments.dataLength[i];
    this.#words(segments, i, connection, direction);
  }

  /** What the first bytes say in clear: an alert, a hello, an error reply. */
  #words(segments: SegmentBatch, i: number, connection: ConnectionRow, direction: number): void {
    const { bytes } = segments;
    const at = segments.transport[i] + segments.headerLength[i];
    const end = segments.last[i] + 1;
    if (at + 12 > end && bytes[at] !== TLS_ALERT) return;
    const first = bytes[at];
    if (first === TLS_ALERT && bytes[at + 1] === 3 && bytes[at + 3] === 0 && bytes[at + 4] === 2) {
      this.#weights[connection] += Weight.alert;
    } else if (first === TLS_HANDSHAKE && bytes[at + 1] === 3) {
      const alone = ((this.#marks[direction] & Mark.hello) | (this.#marks[direction ^ 1] & Mark.data)) === 0;
      if (alone) this.#weights[connection] += Weight.helloAlone;
      this.#marks[direction] |= alone ? Mark.hello : 0;
    } else if (first === LETTER_H && bytes[at + 1] === 0x54 && bytes[at + 2] === 0x54 && bytes[at + 3] === 0x50) {
      this.#reply(bytes, at, end, segments.dataLength[i], connection);
    } else if (first === MINUS || ((first === DIGIT_4 || first === DIGIT_5) && isReplyCode(bytes, at))) {
      this.#weights[connection] += Weight.otherError;
    }
  }

  #reply(bytes: Uint8Array, at: number, end: number, length: number, connection: ConnectionRow): void {
    const status = bytes[at + 9];
    if (status === DIGIT_4) this.#weights[connection] += Weight.otherError;
    if (status === DIGIT_5) this.#weights[connection] += Weight.serverError;
    const head = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(end - at, 2048)).toString('latin1');
    const bodyAt = head.indexOf('\r\n\r\n');
    const told = /\ncontent-length: *(\d{1,15})/i.exec(head);
    if (bodyAt !== -1 && told !== null) this.#bodies[connection] = Number(told[1]) - (length - bodyAt - 4);
    else this.#bodies[connection] = 0;
  }

  #grow(): void {
    this.#bodies = doubled(this.#bodies, new Float64Array(2 * this.#bodies.length));
    this.#speakers = doubled(this.#speakers, new Int8Array(2 * this.#speakers.length));
    this.#next = doubled(this.#next, new Uint32Array(2 * this.#next.length));
    this.#marks = doubled(this.#marks, new Uint8Array(2 * this.#marks.length));
    this.#dataMicros = doubled(this.#dataMicros, new Float64Array(2 * this.#dataMicros.length));
  }
}

/** How many numbers may be kept before this packet's: look-ups of names (DNS over UDP) leave half of the room to ICMP errors. */
function roomFor({ kind, bytes, transport }: SegmentBatch, i: number): number {
  if (kind[i] === PacketKind.icmp) return MOST_ICMP;
  if (kind[i] !== PacketKind.udp) return 0;
  const at = transport[i];
  return u16(bytes, at) === DNS_PORT || u16(bytes, at + 2) === DNS_PORT ? MOST_ICMP / 2 : 0;
}

/** Nobody answered, refused, opened in several tries, closed by one side only. */
function weightOfEnd({ core }: ConnectionStore, connection: ConnectionRow): number {
  const [a, b] = [2 * connection, 2 * connection + 1];
  let weight = 0;
  if (core.syns(a) > 0 && core.packets(b) === 0) weight += Weight.unanswered * Math.min(4, core.syns(a));
  if (core.syns(a) > 0 && core.syns(b) === 0 && core.resets(b) > 0) weight += Weight.refused;
  if (core.syns(a) > 1 || core.syns(b) > 1) weight += Weight.refused;
  if (core.fins(a) > 0 !== core.fins(b) > 0 && core.resets(a) + core.resets(b) === 0) weight += Weight.halfClosed;
  return weight;
}

function doubled<Column extends { set(values: Column): void }>(values: Column, room: Column): Column {
  room.set(values);
  return room;
}

/** "451 …", "550-…". */
function isReplyCode(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  const fourth = bytes[at + 3];
  const digits = second >= 0x30 && second <= 0x39 && third >= 0x30 && third <= 0x39;
  return digits && (fourth === 0x20 || fourth === MINUS);
}
