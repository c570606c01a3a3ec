/**
 * The series of one connection: an observer of a pass over its packets (usually a re-run) that keeps what the graphs draw.
 * Some hundred bytes a segment, for the connections whose graphs are open. May be drawn while it still grows.
 */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { CongestionEcho } from '../connection/congestion-echo.ts';
import type { SegmentOutcome, SentKind } from '../connection/outcome.ts';
import { type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { TcpOption, TcpOptionWalk } from '../wire/tcp-options.ts';
import { toneIndex } from './cells.ts';
import { BarColumns, ByteColumn, Column } from './column.ts';
import { type MarkLetter, markIndex } from './layers.ts';
import { SequenceSpace } from './sequence.ts';
import { ThroughputSamples } from './throughput-samples.ts';

export type Side = 0 | 1;

/** What one side sent, and how the other answered. Sequence numbers are unwrapped and relative; windows are scaled bytes. */
export class DirectionSeries {
  readonly sequence = new SequenceSpace();
  /** Segments that take sequence numbers: from … to, SYN and FIN counted. */
  readonly segments: BarColumns;
  /** The peer's acknowledgements of this side's bytes, and the end of its window beyond them. */
  readonly acks: { x: Column; ack: Column; windowEnd: Column };
  /** SACK blocks of the peer. */
  readonly sacks = new BarColumns();
  readonly marks = { x: new Column(), y: new Column(), marks: new ByteColumn() };
  readonly throughput = new ThroughputSamples();
  /** Round-trip times of this side's segments, in ms. */
  readonly rtt = { x: new Column(), milliseconds: new Column() };
  /** Bytes in flight at every segment sent, the peer's window then, and the mean so far. */
  readonly flight: { x: Column; bytes: Column; window: Column; average: Column };
  /** Payload bytes of each segment with any, and the mean so far. */
  readonly sizes: { x: Column; bytes: Column; average: Column };
  /** The window this side advertised last; 0 before the first. */
  window = 0;
  flightTotal = 0;
  sizeTotal = 0;

  /** How many packets this side and the other will probably send. */
  constructor(own: number, others: number) {
    this.segments = new BarColumns(own);
    this.acks = { x: new Column(others), ack: new Column(others), windowEnd: new Column(others) };
    this.flight = { x: new Column(own), bytes: new Column(own), window: new Column(own), average: new Column(own) };
    this.sizes = { x: new Column(own), bytes: new Column(own), average: new Column(own) };
  }

  mark(micros: number, at: number, letter: MarkLetter): void {
    this.marks.x.push(micros);
    this.marks.y.push(at);
    this.marks.marks.push(markIndex(letter));
  }
}

/** Every packet of the connection, both sides in order. */
export class PacketColumns {
  /** µs since the first; never decreasing. */
  readonly x: Column;
  /** 1-based number in the capture. */
  readonly number: Column;
  readonly side: ByteColumn;
  /** Indexes into TONES. */
  readonly tones: ByteColumn;
  readonly flags: Column;
  readonly sequence: Column;
  /** Payload bytes. */
  readonly length: Column;
  /** NaN without ACK. */
  readonly ack: Column;
  readonly window: Column;

  constructor(expected: number) {
    this.x = new Column(expected);
    this.number = new Column(expected);
    this.side = new ByteColumn(expected);
    this.tones = new ByteColumn(expected);
    this.flags = new Column(expected);
    this.sequence = new Column(expected);
    this.length = new Column(expected);
    this.ack = new Column(expected);
    this.window = new Column(expected);
  }

  get count(): number {
    return this.x.count;
  }
}

export class ConnectionSeries implements PassObserver {
  readonly packets: PacketColumns;
  readonly directions: readonly [DirectionSeries, DirectionSeries];
  /** µs since 1970 of the first packet; NaN before it. */
  firstMicros = Number.NaN;
  /** All packets have been seen. */
  complete = false;
  readonly #options = new TcpOptionWalk();
  readonly #echo = new CongestionEcho();
  /** The packet at hand tells of congestion. */
  #congestion = false;

  /** `expected`: packets that A and B will probably send. */
  constructor([a, b]: readonly [number, number] = [0, 0]) {
    this.packets = new PacketColumns(a + b);
    this.directions = [new DirectionSeries(a, b), new DirectionSeries(b, a)];
  }

  segment(_: PacketBatch, segments: SegmentBatch, index: number, number: number, outcome: SegmentOutcome): void {
    if (this.packets.count === 0) this.firstMicros = outcome.micros;
    const sender = this.directions[outcome.side];
    const acked = this.directions[1 - outcome.side];
    const flags = segments.flags[index];
    this.#congestion = this.#echo.signals(outcome.side, flags);
    const length = Math.max(0, segments.dataLength[index]);
    // A clock that was set back would put the rest of the graph before its beginning.
    const micros = Math.max(outcome.micros - this.firstMicros, this.packets.count > 0 ? this.packets.x.last() : 0);
    const sequence = sender.sequence.unwrap(segments.sequence[index]);
    const ack = flags & TcpFlag.ack ? acked.sequence.unwrap(segments.acknowledgement[index]) : Number.NaN;
    this.#keepPacket(micros, number, outcome, flags, sequence, length, ack);
    this.#send(sender, micros, flags, sequence, length, outcome);
    sender.throughput.add(micros, length);
    if (outcome.owinSampled) this.#keepFlight(sender, acked.window, micros, outcome.owin | 0);
    if (flags & TcpFlag.rst) {
      sender.mark(micros, sequence, 'X');
      return;
    }
    if (!Number.isNaN(ack)) this.#acknowledge(acked, sender, micros, ack, segments, index, outcome);
  }

  end(): void {
    this.complete = true;
  }

  #keepPacket(
    micros: number,
    number: number,
    outcome: SegmentOutcome,
    flags: number,
    sequence: number,
    length: number,
    ack: number,
  ): void {
    const { packets } = this;
    packets.x.push(micros);
    packets.number.push(number);
    packets.side.push(outcome.side);
    packets.tones.push(packetTone(flags, length, outcome));
    packets.flags.push(flags);
    packets.sequence.push(sequence);
    packets.length.push(length);
    packets.ack.push(ack);
    packets.window.push(outcome.window);
  }

  #send(
    sender: DirectionSeries,
    micros: number,
    flags: number,
    from: number,
    length: number,
    outcome: SegmentOutcome,
  ): void {
    const { segments, sizes } = sender;
    const to = from + length + (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
    if (to > from && !(flags & TcpFlag.rst)) segments.push(micros, from, to, segmentTone(outcome));
    if (length > 0) {
      sender.sizeTotal += length;
      sizes.x.push(micros);
      sizes.bytes.push(length);
      sizes.average.push(sender.sizeTotal / sizes.x.count);
    }
    if (flags & TcpFlag.syn) sender.mark(micros, to, 'Y');
    if (flags & TcpFlag.fin) sender.mark(micros, to, 'F');
    if (flags & TcpFlag.urg) sender.mark(micros, to, 'U');
    if (this.#congestion && !this.#echo.isCounted && flags & TcpFlag.cwr) sender.mark(micros, from, 'C');
    const letter = SENT_LETTERS[outcome.sent];
    if (letter !== null) sender.mark(micros, to, letter);
    else if (outcome.hardwareDuplicate) sender.mark(micros, to, 'D');
  }

  #keepFlight(sender: DirectionSeries, window: number, micros: number, bytes: number): void {
    const { flight } = sender;
    sender.flightTotal += bytes;
    flight.x.push(micros);
    flight.bytes.push(bytes);
    flight.window.push(window);
    flight.average.push(sender.flightTotal / flight.x.count);
  }

  /** `acked`: the direction whose bytes are acknowledged; `acker`: the side that acknowledges. */
  #acknowledge(
    acked: DirectionSeries,
    acker: DirectionSeries,
    micros: number,
    ack: number,
    segments: SegmentBatch,
    index: number,
    outcome: SegmentOutcome,
  ): void {
    const { acks, rtt } = acked;
    const bare = segments.dataLength[index] <= 0 && !(segments.flags[index] & (TcpFlag.syn | TcpFlag.fin));
    if (outcome.window === 0 && !(segments.flags[index] & TcpFlag.syn)) acked.mark(micros, ack, 'Z');
    if (outcome.ack === 'triple') acked.mark(micros, ack, '3');
    else if (bare && acks.x.count > 0 && ack === acks.ack.last() && outcome.window === acker.window)
      acked.mark(micros, ack, 'd');
    if (this.#congestion && (this.#echo.isCounted || segments.flags[index] & TcpFlag.ece)) acked.mark(micros, ack, 'C');
    acks.x.push(micros);
    acks.ack.push(ack);
    acks.windowEnd.push(ack + outcome.window);
    acker.window = outcome.window;
    if (outcome.ack === 'sample' && outcome.rttRetransmits === 0) {
      rtt.x.push(micros);
      rtt.milliseconds.push(outcome.rtt / 1000);
    }
    if (outcome.sackBlocks > 0) this.#keepSacks(acked, micros, segments, index);
  }

  #keepSacks(acked: DirectionSeries, micros: number, segments: SegmentBatch, index: number): void {
    const options = this.#options;
    let highest = Number.NEGATIVE_INFINITY;
    options.start(segments.bytes, segments.transport[index], segments.last[index] + 1);
    while (options.next()) {
      if (options.kind !== TcpOption.sack) continue;
      for (let block = 0; block < options.sackBlocks(); block++) {
        const to = acked.sequence.unwrap(options.sackRight(block));
        acked.sacks.push(micros, acked.sequence.unwrap(options.sackLeft(block)), to, SACK);
        highest = Math.max(highest, to);
      }
    }
    if (highest > Number.NEGATIVE_INFINITY) acked.mark(micros, highest, 'S');
  }
}

/** Letters of what a segment is as one of its sender's. */
const SENT_LETTERS: Record<SentKind, MarkLetter | null> = {
  other: null,
  resent: 'R',
  overtaken: 'O',
  late: null,
  'keep-alive': 'K',
  'window probe': 'P',
  copy: 'D',
};

const SACK = toneIndex('sack');
const NEW = toneIndex('data');
const AGAIN = toneIndex('retransmission');
const TWICE = toneIndex('duplicate');
const BARE_ACK = toneIndex('acknowledged');
const CONTROL = toneIndex('mark');

function segmentTone({ sent, hardwareDuplicate }: SegmentOutcome): number {
  if (sent === 'resent') return AGAIN;
  return sent === 'copy' || hardwareDuplicate ? TWICE : NEW;
}

function packetTone(flags: number, length: number, outcome: SegmentOutcome): number {
  const tone = segmentTone(outcome);
  if (tone !== NEW) return tone;
  if (flags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst)) return CONTROL;
  return length > 0 ? NEW : BARE_ACK;
}
