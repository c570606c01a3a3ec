/**
 * --packets: a line a packet (docs/tcptrace.md, "Packet printing"). Numbers count from the ISN of their side, or from the first
 * sequence number seen of it, and go on across wraps; windows are scaled where both scales are known.
 */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { addressText, ipv4Text, ipv6Text } from '../connection/addresses.ts';
import { directionLabel } from '../connection/labels.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { marksOf } from '../findings/classification.ts';
import { Classifier } from '../findings/classify.ts';
import { EvidenceSegment } from '../findings/evidence-segment.ts';
import type { Flow } from '../findings/flow.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { ignoredBeforehand } from './chosen.ts';
import type { ReportWriter } from './export.ts';
import type { Output } from './output.ts';
import { exitCodeOf, readAll } from './reading.ts';
import { isoTime } from './times.ts';

/** Connections whose packets are judged by what came before; of the one silent for longest that is forgotten first. */
const MOST_JUDGED = 100_000;

/** By rising bits of the flags, as tcpdump writes them. */
const FLAG_LETTERS = 'FSRP.UEWe';

const NUMBER_WIDTH = 7;
const SECONDS_WIDTH = 13;
const LABEL_WIDTH = 7;

export const packetsReport: ReportWriter = async ({ capture }, output, complain) => {
  const ignored = await ignoredBeforehand(capture);
  const lines = (store: ConnectionStore) => [new PacketLines(output, store, capture.switches.udp)];
  return exitCodeOf(await readAll(capture, output, complain, lines, ignored));
};

class PacketLines implements PassObserver {
  private readonly output: Output;
  private readonly store: ConnectionStore;
  private readonly withUdp: boolean;
  private readonly evidence = new EvidenceSegment();
  /** By connection, the one heard of last behind the others. */
  private readonly classifiers = new Map<number, Classifier>();
  /** Time of the first packet, µs since 1970. */
  private began: number | null = null;

  /** `withUdp`: datagrams too. */
  constructor(output: Output, store: ConnectionStore, withUdp: boolean) {
    this.output = output;
    this.store = store;
    this.withUdp = withUdp;
  }

  packet(packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    if (this.began === null) {
      this.began = packets.micros[i];
      this.output.ascii(`# seconds after ${isoTime(this.began)}\n`);
    }
    if (!this.withUdp || segments.kind[i] !== PacketKind.udp) return;
    const { sourcePort, destinationPort, dataLength } = segments;
    const ends = `${at(address(segments, i, 0), sourcePort[i])} > ${at(address(segments, i, 1), destinationPort[i])}`;
    this.write(number, packets.micros[i], 'udp', `${ends} len ${Math.max(0, dataLength[i] - 8)}`);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    const { evidence, store } = this;
    const { connection, side } = outcome;
    const classifier = this.classifierOf(outcome.number);
    evidence.load(packets, segments, i, number, side);
    const marks = marksOf(classifier.add(evidence)).filter((mark) => !mark.startsWith('SACK'));
    const { identity } = store;
    const [from, to] = ([side, (side ^ 1) as 0 | 1] as const).map((end) =>
      at(addressText(identity, connection, end), identity.port(connection, end)),
    );
    const words = [`${from} > ${to}`, flagsText(evidence.flags), ...numbers(evidence, classifier)];
    if (marks.length > 0) words.push(`[${marks.join(', ')}]`);
    this.write(number, outcome.micros, directionLabel(identity.label(connection), side), words.join(' '));
  }

  private classifierOf(connection: number): Classifier {
    const { classifiers } = this;
    const known = classifiers.get(connection);
    const classifier = known ?? new Classifier();
    classifiers.delete(connection);
    classifiers.set(connection, classifier);
    if (classifiers.size > MOST_JUDGED) classifiers.delete(classifiers.keys().next().value!);
    return classifier;
  }

  private write(number: number, micros: number, label: string, rest: string): void {
    const seconds = ((micros - this.began!) / 1e6).toFixed(6).padStart(SECONDS_WIDTH);
    this.output.ascii(`${String(number).padStart(NUMBER_WIDTH)} ${seconds} ${label.padEnd(LABEL_WIDTH)} ${rest}\n`);
  }
}

/** "seq 1:101 ack 1 len 100 win 257 sack 201:301" */
function numbers(
  { side, flags, sequence, acknowledgement, length, window, options }: EvidenceSegment,
  judged: Classifier,
) {
  const own = judged.flows[side];
  const other = judged.flows[1 - side];
  const start = place(own, sequence);
  const words = [`seq ${length > 0 ? `${start}:${start + length}` : start}`];
  if (flags & TcpFlag.ack) words.push(`ack ${place(other, acknowledgement)}`);
  // A RST tells of no window.
  const scaled = flags & TcpFlag.rst ? window : (own.window ?? window);
  words.push(`len ${length}`, `win ${scaled}`);
  const blocks = Array.from(
    { length: options.sackBlocks },
    (_, block) => `${place(other, options.left[block])}:${place(other, options.right[block])}`,
  );
  if (blocks.length > 0) words.push(`sack ${blocks.join(',')}`);
  return words;
}

/** Offset in the stream; the number itself while nothing of that side is known. */
const place = (flow: Flow, sequence: number): number => (flow.known ? flow.offset(sequence) : sequence);

const flagsText = (flags: number): string =>
  [...FLAG_LETTERS].filter((_, bit) => flags & (1 << bit)).join('') || 'none';

const at = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** 0 = source, 1 = destination. */
function address({ bytes, ip, version }: SegmentBatch, i: number, end: 0 | 1): string {
  if (version[i] === 6) return ipv6Text(bytes.subarray(ip[i] + 8 + 16 * end, ip[i] + 24 + 16 * end));
  const from = ip[i] + 12 + 4 * end;
  return ipv4Text(((bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3]) >>> 0);
}
