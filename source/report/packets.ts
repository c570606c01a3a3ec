/**
 * -p and -P: every packet's headers, a line a field, as tcptrace prints them with -n (docs/tcptrace.md, "Packet printing").
 */
import type { PassObserver } from '../analysis/observer.ts';
import type { Capture } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { ipv4Text, writeTcptraceIpv6 } from '../connection/addresses.ts';
import { TcpOptions } from '../connection/options.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import type { TcptraceSwitches } from '../options/request.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import type { Output } from './output.ts';
import { optionsText } from './packet-options.ts';
import { payloadDump } from './payload-dump.ts';
import { timeText } from './times.ts';

/** Link types whose first 14 bytes are printed: Ethernet, token ring. */
const PRINTED_LINKS: readonly number[] = [1, 6];
const ADDRESS_BYTES = 6;

const PROTOCOLS = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [8, 'EGP'],
  [17, 'UDP'],
]);

const NEXT_HEADERS = new Map([
  [0, 'Hop by hop'],
  [6, 'TCP'],
  [17, 'UDP'],
  [43, 'Routing header'],
  [44, 'Fragment header'],
  [58, 'IPv6 ICMP'],
  [59, 'No next header'],
  [60, 'Destinations options'],
]);

/** IPv6 headers that are printed on the way to TCP. */
const EXTENSIONS: readonly number[] = [0, 43, 60];

/** How packets are printed. */
export interface PacketForm {
  which: 'all' | 'selected';
  hexadecimal: boolean;
  /** Payload too. */
  payload: boolean;
  /** Sequence numbers of selected connections from their ISNs. */
  relative: boolean;
}

/** The form that the switches ask for; null = no packets. To ask for payload is to ask for all packets. */
export function packetForm({ printPackets, hexadecimal, booleans }: TcptraceSwitches): PacketForm | null {
  const payload = booleans.get('dump_packet_data') === true;
  const which = printPackets === 'none' && payload ? 'all' : printPackets;
  return which === 'none' ? null : { which, hexadecimal, payload, relative: booleans.get('print_seq_zero') === true };
}

/** Writes a sequence number. */
type NumberText = (value: number) => string;

export class PacketPrinter implements PassObserver {
  private readonly form: PacketForm;
  private readonly output: Output;
  private readonly store: ConnectionStore;
  private readonly capture: Capture;
  private readonly options = new TcpOptions();
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
    if (this.form.which === 'all' && isIp) this.print(packets, segments, i, number, null);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    if (this.form.which === 'selected') this.print(packets, segments, i, number, outcome);
  }

  /** `outcome`: of a packet that has been accounted for already, null before. */
  private print(
    packets: PacketBatch,
    segments: SegmentBatch,
    i: number,
    number: number,
    outcome: SegmentOutcome | null,
  ): void {
    const lines = [`Packet ${number}`, this.lengthLine(packets, segments, i)];
    lines.push(`\tCollected: ${timeText(packets.micros[i])}`);
    if (this.form.which === 'all') lines.push(...this.linkLines(packets, segments, i));
    const kind = segments.kind[i];
    if (kind === PacketKind.tcpCut) this.store.totals[Total.tooShort]++;
    if (segments.version[i] === 4) lines.push(...this.ipv4Lines(segments, i));
    if (segments.version[i] === 6) lines.push(...ipv6Lines(segments, i));
    if (kind === PacketKind.tcp) lines.push(...this.tcpLines(segments, i, outcome));
    if (kind === PacketKind.udp) lines.push(...this.udpLines(segments, i));
    this.output.text(`${lines.join('\n')}\n`);
  }

  private lengthLine(packets: PacketBatch, segments: SegmentBatch, i: number): string {
    const captured = packets.captured[i];
    const wire = packets.wire[i];
    if (this.form.which === 'selected') return `\tSaved Length: ${segments.last[i] - segments.ip[i] + 1}`;
    return `\tPacket Length: ${wire}${captured < wire ? ` (saved length ${captured})` : ''}`;
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

  private ipv4Lines({ bytes, ip }: SegmentBatch, i: number): string[] {
    const at = ip[i];
    const protocol = bytes[at + 9];
    const address = (from: number): string => ipv4Text(((word(bytes, from) << 16) | word(bytes, from + 2)) >>> 0);
    const flags = word(bytes, at + 6);
    return [
      '\tIP  VERS: 4',
      `\tIP  Srce: ${address(at + 12)} `,
      `\tIP  Dest: ${address(at + 16)} `,
      `\t    Type: ${this.number(protocol)} ${PROTOCOLS.has(protocol) ? `(${PROTOCOLS.get(protocol)})` : ''}`,
      `\t    HLEN: ${(bytes[at] & 15) * 4}`,
      `\t     TTL: ${bytes[at + 8]}`,
      `\t     LEN: ${word(bytes, at + 2)}`,
      `\t      ID: ${word(bytes, at + 4)}`,
      `\t   CKSUM: ${hex(word(bytes, at + 10))}`,
      `\t  OFFSET: ${hex(flags)}${fragmentText(flags, word(bytes, at + 2) - (bytes[at] & 15) * 4)}`,
      // An empty line follows where fragmenting is forbidden, and only there.
      ...(flags & 0x4000 ? [''] : []),
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
    lines.push(`\t   CKSUM: ${hex(word(bytes, tcp + 16))}`, `\t    DLEN: ${length}${inFileText(length, inFile)}`);
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
    return [
      `\tUDP SPRT: ${segments.sourcePort[i]} `,
      `\t    DPRT: ${segments.destinationPort[i]} `,
      `\t  UCKSUM: ${hex(word(bytes, udp + 6))}`,
      `\t    DLEN: ${length}${inFileText(length, segments.last[i] - (udp + 8) + 1)}`,
      ...this.payloadLines(segments, i, udp + 8),
    ];
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

  private number(value: number): string {
    return this.form.hexadecimal ? `0x${value.toString(16)}` : String(value);
  }
}

function ipv6Lines(segments: SegmentBatch, i: number): string[] {
  const { bytes } = segments;
  const at = segments.ip[i];
  const scratch = Buffer.alloc(48);
  const address = (from: number): string =>
    scratch.toString('latin1', 0, writeTcptraceIpv6(scratch, 0, bytes.subarray(from, from + 16)));
  // With the lower half of the traffic class
  const flow = (bytes[at + 1] << 16) | word(bytes, at + 2);
  const next = bytes[at + 6];
  const lines = [
    '\tIP  Vers: 6',
    `\tIP  Srce: ${address(at + 8)}`,
    `\tIP  Dest: ${address(at + 24)}`,
    // The upper half of the traffic class alone
    `\t   Class: ${bytes[at] & 15}`,
    `\t    Flow: ${flow}`,
    `\t    PLEN: ${word(bytes, at + 4)}`,
    `\t    NXTH: ${nextHeaderText(next)}`,
    `\t    HLIM: ${bytes[at + 7]}`,
  ];
  let header = next;
  for (let from = at + 40; EXTENSIONS.includes(header) && from + 1 <= segments.last[i]; ) {
    lines.push(`\tIPv6 Extension Header Type ${nextHeaderText(header)}`);
    header = bytes[from];
    from += 8 + 8 * bytes[from + 1];
  }
  return lines;
}

const nextHeaderText = (value: number): string => `${value} (${NEXT_HEADERS.get(value) ?? '<unknown>'})`;

/** How much of `length` bytes the file has. */
function inFileText(length: number, inFile: number): string {
  if (length <= 0 || inFile >= length) return '';
  return inFile <= 0 ? ' (none of it in dump file)' : ` (only ${inFile} bytes in dump file)`;
}

function fragmentText(flags: number, length: number): string {
  const offset = (flags & 0x1fff) * 8;
  const more = (flags & 0x2000) !== 0;
  const fragment =
    more || offset > 0 ? ` (frag: ${length} bytes at offset ${offset} - ${more ? 'More Frags' : 'Last Frag'})` : '';
  return `${fragment}${flags & 0x4000 ? "  Don't Fragment" : ''}`;
}

/** Two bits that tcptrace has no letter for, then U A P R S F. */
function flagsText(flags: number): string {
  const upper = [0x40, 0x80].map((bit) => (flags & bit ? '?' : ' '));
  const letters = [...'UAPRSF'].map((letter, i) => (flags & (0x20 >> i) ? letter : '-'));
  return [...upper, ...letters].join('');
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
