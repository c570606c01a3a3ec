/**
 * -p and -P: every packet's headers, a line a field, as tcptrace prints them with -n (docs/tcptrace.md, "Packet printing").
 */

import type { PassObserver } from '../analysis/observer.ts';
import type { Capture } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { TcpOptions } from '../connection/options.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { u16 } from '../wire/bytes.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { Protocol, UDP_HEADER } from '../wire/transport.ts';
import { isTransportGood } from './checksums.ts';
import type { Output } from './output.ts';
import { hex, ipv4Lines, ipv6Lines, isIpHeaderWhole, type NumberText, verdict } from './packet-ip.ts';
import { optionsText } from './packet-options.ts';
import { payloadDump } from './payload-dump.ts';
import type { TcptraceSwitches } from './request.ts';
import { timeText } from './times.ts';

/** Link types whose first 14 bytes are printed: Ethernet, token ring. */
const PRINTED_LINKS: readonly number[] = [1, 6];
const ADDRESS_BYTES = 6;

/** How packets are printed. */
export interface PacketForm {
  /** All packets, before they are accounted for, and those of chosen connections, afterwards. */
  all: boolean;
  chosen: boolean;
  hexadecimal: boolean;
  /** Payload too. */
  payload: boolean;
  /** Sequence numbers of chosen connections from their ISNs. */
  relative: boolean;
  /** What the checksums are. */
  checksums: boolean;
}

/** The form that the switches ask for; null = no packets. To ask for payload is to ask for all packets, beside the chosen ones. */
export function packetForm({ printPackets, hexadecimal, booleans }: TcptraceSwitches): PacketForm | null {
  const isOn = (name: string): boolean => booleans.get(name) === true;
  const payload = isOn('dump_packet_data');
  const all = printPackets === 'all' || payload;
  const chosen = printPackets === 'selected';
  if (!all && !chosen) return null;
  return { all, chosen, hexadecimal, payload, relative: isOn('print_seq_zero'), checksums: isOn('checksum') };
}

export class PacketPrinter implements PassObserver {
  private readonly form: PacketForm;
  private readonly output: Output;
  private readonly store: ConnectionStore;
  private readonly capture: Capture;
  private readonly options = new TcpOptions();
  private readonly number: NumberText = (value) => (this.form.hexadecimal ? `0x${value.toString(16)}` : String(value));
  private readonly absolute: NumberText = (value) =>
    this.form.hexadecimal ? `0x${value.toString(16).padStart(8, '0')}` : String(value);

  constructor(
    form: PacketForm,
    { output, store, capture }: { output: Output; store: ConnectionStore; capture: Capture },
  ) {
    this.form = form;
    this.output = output;
    this.store = store;
    this.capture = capture;
  }

  packet(packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    const isIp = segments.version[i] === 4 || segments.version[i] === 6;
    if (this.form.all && isIp) this.print(packets, segments, i, number, 'all', null);
  }

  unsound(packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    this.packet(packets, segments, i, number);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    if (this.form.chosen) this.print(packets, segments, i, number, 'chosen', outcome);
  }

  datagram(packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    if (this.form.chosen) this.print(packets, segments, i, number, 'chosen', null);
  }

  /** `outcome`: of a TCP segment that has been accounted for already, null before. */
  private print(
    packets: PacketBatch,
    segments: SegmentBatch,
    i: number,
    number: number,
    which: 'all' | 'chosen',
    outcome: SegmentOutcome | null,
  ): void {
    const lines = [`Packet ${number}`, lengthLine(packets, segments, i, which)];
    lines.push(`\tCollected: ${timeText(packets.micros[i])}`);
    if (which === 'all') lines.push(...this.linkLines(packets, segments, i));
    const kind = segments.kind[i];
    if (kind === PacketKind.tcpCut || kind === PacketKind.udpCut) this.store.totals[Total.tooShort]++;
    if (!isIpHeaderWhole(packets, segments, i)) this.store.totals[Total.tooShort]++;
    else if (segments.version[i] === 4) lines.push(...ipv4Lines(segments, i, this.number, this.form.checksums));
    else lines.push(...ipv6Lines(segments, i));
    if (kind === PacketKind.tcp) lines.push(...this.tcpLines(segments, i, outcome));
    if (kind === PacketKind.udp) lines.push(...this.udpLines(segments, i));
    this.output.text(`${lines.join('\n')}\n`);
  }

  /** Zeros and IP stand for the addresses and types of other links. */
  private linkLines(packets: PacketBatch, segments: SegmentBatch, i: number): string[] {
    const isPrinted = PRINTED_LINKS.includes(this.capture.interfaces[packets.interface[i]].linkType);
    const at = packets.start[i];
    const address = (from: number): string =>
      Array.from({ length: ADDRESS_BYTES }, (_, byte) =>
        (isPrinted ? packets.bytes[from + byte] : 0).toString(16).padStart(2, '0'),
      ).join(':');
    const [type, name] = isPrinted && segments.version[i] === 6 ? [0x86dd, 'IPv6'] : [0x0800, 'IP'];
    return [
      `\tETH Srce: ${address(at + ADDRESS_BYTES)}`,
      `\tETH Dest: ${address(at)}`,
      `\t    Type: ${this.number(type)} (${name})`,
    ];
  }

  private tcpLines(segments: SegmentBatch, i: number, outcome: SegmentOutcome | null): string[] {
    const { bytes } = segments;
    const tcp = segments.transport[i];
    // A length below zero prints plus 2^32.
    const length = segments.dataLength[i] >>> 0;
    const header = segments.headerLength[i];
    const [sequenceText, ackText] = this.numberTexts(outcome);
    const isAck = (segments.flags[i] & TcpFlag.ack) !== 0;
    const reserved = bytes[tcp + 12] & 15;
    const inFile = segments.last[i] - (tcp + header) + 1;
    const lines = [
      `\tTCP SPRT: ${segments.sourcePort[i]} `,
      `\t    DPRT: ${segments.destinationPort[i]} `,
      `\t     FLG: ${flagsText(bytes[tcp + 13])} (0x${bytes[tcp + 13].toString(16).padStart(2, '0')})`,
      `\t     SEQ: ${sequenceText(segments.sequence[i])}`,
      `\t     ACK: ${(isAck ? ackText : this.absolute)(segments.acknowledgement[i])}`,
      `\t     WIN: ${segments.window[i]}`,
      `\t    HLEN: ${header}${inFile < 0 ? ` (only ${header + inFile} bytes in dump file)` : ''}`,
    ];
    if (reserved !== 0) lines.push(`\t    MBZ: 0x${reserved.toString(16)} (these are supposed to be zero!)`);
    lines.push(
      `\t   CKSUM: ${hex(u16(bytes, tcp + 16))}${this.checksumText(segments, i, Protocol.tcp, length, inFile)}`,
      `\t    DLEN: ${length}${inFileText(length, inFile)}`,
    );
    if (header !== 20) {
      this.options.read(segments, i);
      // What is cut is counted again as it is printed; a length below zero prints plus 2^64.
      this.store.totals[Total.tooShort] += this.options.cut;
      lines.push(
        `\t    OPTS: ${BigInt.asUintN(64, BigInt(header - 20))} bytes${optionsText(segments, i, this.options, ackText)}`,
      );
    }
    if (length > 0) lines.push(...this.payloadLines(segments, i, tcp + header, `\t    data: ${length} bytes`));
    return lines;
  }

  private udpLines(segments: SegmentBatch, i: number): string[] {
    const { bytes } = segments;
    const udp = segments.transport[i];
    const length = segments.dataLength[i];
    const inFile = segments.last[i] - (udp + UDP_HEADER) + 1;
    return [
      `\tUDP SPRT: ${segments.sourcePort[i]} `,
      `\t    DPRT: ${segments.destinationPort[i]} `,
      `\t  UCKSUM: ${hex(u16(bytes, udp + 6))}${this.checksumText(segments, i, Protocol.udp, (length - UDP_HEADER) >>> 0, inFile)}`,
      `\t    DLEN: ${length}${inFile < length ? ` (only ${inFile} bytes in dump file)` : ''}`,
      ...this.payloadLines(segments, i, udp + UDP_HEADER),
    ];
  }

  /** What --checksum says of the checksum of a segment with `length` bytes of payload, `inFile` of them captured. */
  private checksumText(segments: SegmentBatch, i: number, protocol: number, length: number, inFile: number): string {
    if (!this.form.checksums) return '';
    if (length > inFile) return ' (too short to verify)';
    const passes = protocol === Protocol.tcp && segments.version[i] === 6;
    return verdict(passes || isTransportGood(segments, i, protocol));
  }

  /** The bytes from `at` on as far as they are captured, or `otherwise` where they are not to be printed. */
  private payloadLines(segments: SegmentBatch, i: number, at: number, ...otherwise: string[]): string[] {
    const captured = Math.min(segments.dataLength[i], segments.last[i] - at + 1);
    if (!this.form.payload || captured <= 0) return otherwise;
    return payloadDump(segments.bytes.subarray(at, at + captured));
  }

  /** How the sequence numbers of the sender and those of its peer are written; those of an end without a SYN as they are. */
  private numberTexts(outcome: SegmentOutcome | null): [NumberText, NumberText] {
    if (!this.form.relative || outcome === null) return [this.absolute, this.absolute];
    const { core } = this.store;
    const text = (direction: number): NumberText => {
      if (core.syns(direction) === 0) return this.absolute;
      return (value) => `${this.absolute((value - core.syn(direction)) >>> 0)}(R)`;
    };
    const sender = 2 * outcome.connection + outcome.side;
    return [text(sender), text(sender ^ 1)];
  }
}

function lengthLine(packets: PacketBatch, segments: SegmentBatch, i: number, which: 'all' | 'chosen'): string {
  const captured = packets.captured[i];
  const wire = packets.wire[i];
  if (which === 'chosen') return `\tSaved Length: ${segments.last[i] - segments.ip[i] + 1}`;
  return `\tPacket Length: ${wire}${captured < wire ? ` (saved length ${captured})` : ''}`;
}

/** How much of `length` bytes of TCP payload the file has; a single one of several is none. */
function inFileText(length: number, inFile: number): string {
  if (length <= 0 || inFile >= length) return '';
  return inFile <= 1 ? ' (none of it in dump file)' : ` (only ${inFile} bytes in dump file)`;
}

/** Two bits that tcptrace has no letter for, then U A P R S F. */
function flagsText(flags: number): string {
  const upper = [0x40, 0x80].map((bit) => (flags & bit ? '?' : ' '));
  const letters = [...'UAPRSF'].map((letter, i) => (flags & (0x20 >> i) ? letter : '-'));
  return [...upper, ...letters].join('');
}
