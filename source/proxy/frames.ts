/**
 * Headers for the bytes that one side of a relayed connection sent, as if they had crossed an Ethernet: addresses, ports and
 * sequence numbers are those of the connection, the rest is what a host with checksum offload would have put there.
 */
import { putU16, putU32 } from '../wire/bytes.ts';
import { fold, sumPseudoHeader, sumWords } from '../wire/checksum.ts';
import { ETHERNET_HEADER, Ethernet, EtherType } from '../wire/ethernet.ts';
import { IPV4_HEADER, Ipv4 } from '../wire/ipv4.ts';
import { IPV6_HEADER, Ipv6 } from '../wire/ipv6.ts';
import { TcpFlag } from '../wire/segments.ts';
import { TCP_HEADER, Tcp } from '../wire/tcp.ts';

/** Payload bytes of a frame in either family: the frame has at most 65,535 bytes, because tcptrace reads no more of one. */
export const LONGEST_PAYLOAD = 65_535 - ETHERNET_HEADER - IPV6_HEADER - TCP_HEADER;

/** Bytes that suffice for the headers of any frame made here. */
export const LONGEST_HEADERS = ETHERNET_HEADER + IPV6_HEADER + TCP_HEADER + 8;

/**
 * Sent with SYN, RFC 9293 section 3.7.1 and RFC 7323 section 2.2: a maximum segment size of LONGEST_PAYLOAD, and a window
 * scale with which the windows below say "no limit", which is what the recorder knows of them.
 */
const SYN_OPTIONS = Uint8Array.of(2, 4, LONGEST_PAYLOAD >>> 8, LONGEST_PAYLOAD & 255, 1, 3, 3, 14);
const WINDOW = 65_535;

const PROTOCOL_TCP = 6;
const TIME_TO_LIVE = 64;
const DO_NOT_FRAGMENT = 0x4000;
/** Locally administered Ethernet addresses (IEEE 802, second-least bit of the first byte). */
const STATION = [
  [2, 0, 0, 0, 0, 1],
  [2, 0, 0, 0, 0, 2],
];

export interface End {
  /** 4 or 16 bytes, as many as the other end's. */
  readonly address: Uint8Array;
  readonly port: number;
}

export class FrameHeaders {
  /** Ethernet, IP and TCP without options, with every field that does not change. */
  readonly #template: Uint8Array;
  readonly #isV4: boolean;
  readonly #tcp: number;
  /** One's complement sums of the unchanging words: of the IPv4 header, and of TCP's pseudo-header (RFC 9293 section 3.1). */
  readonly #ipSum: number;
  readonly #pseudoSum: number;
  #identification = 0;

  /** `side` 0 = what the client sends. */
  constructor(side: 0 | 1, from: End, to: End) {
    this.#isV4 = from.address.length === 4;
    this.#tcp = ETHERNET_HEADER + (this.#isV4 ? IPV4_HEADER : IPV6_HEADER);
    const bytes = new Uint8Array(this.#tcp + TCP_HEADER);
    bytes.set(STATION[1 - side], Ethernet.destination);
    bytes.set(STATION[side], Ethernet.source);
    putU16(bytes, Ethernet.type, this.#isV4 ? EtherType.ipv4 : EtherType.ipv6);
    const ip = ETHERNET_HEADER;
    if (this.#isV4) {
      bytes[ip + Ipv4.versionAndLength] = 0x45;
      putU16(bytes, ip + Ipv4.fragment, DO_NOT_FRAGMENT);
      bytes[ip + Ipv4.timeToLive] = TIME_TO_LIVE;
      bytes[ip + Ipv4.protocol] = PROTOCOL_TCP;
      bytes.set(from.address, ip + Ipv4.source);
      bytes.set(to.address, ip + Ipv4.destination);
    } else {
      bytes[ip + Ipv6.versionAndClass] = 0x60;
      bytes[ip + Ipv6.nextHeader] = PROTOCOL_TCP;
      bytes[ip + Ipv6.hopLimit] = TIME_TO_LIVE;
      bytes.set(from.address, ip + Ipv6.source);
      bytes.set(to.address, ip + Ipv6.destination);
    }
    putU16(bytes, this.#tcp + Tcp.sourcePort, from.port);
    putU16(bytes, this.#tcp + Tcp.destinationPort, to.port);
    putU16(bytes, this.#tcp + Tcp.window, WINDOW);
    this.#template = bytes;
    this.#ipSum = sumWords(bytes, ip, ip + IPV4_HEADER);
    this.#pseudoSum = sumPseudoHeader(bytes, ip, PROTOCOL_TCP, 0);
  }

  /** Writes the headers of a segment with `payload` bytes at `at`; returns how many bytes they take. */
  write(
    bytes: Uint8Array,
    at: number,
    sequence: number,
    acknowledgement: number,
    flags: number,
    payload: number,
  ): number {
    bytes.set(this.#template, at);
    const options = (flags & TcpFlag.syn) === 0 ? 0 : SYN_OPTIONS.length;
    const tcp = at + this.#tcp;
    const tcpLength = TCP_HEADER + options + payload;
    this.#writeLengths(bytes, at + ETHERNET_HEADER, tcpLength);
    putU32(bytes, tcp + Tcp.sequence, sequence);
    putU32(bytes, tcp + Tcp.acknowledgement, acknowledgement);
    bytes[tcp + Tcp.dataOffset] = ((TCP_HEADER + options) / 4) << 4;
    bytes[tcp + Tcp.flags] = flags;
    putU16(bytes, tcp + Tcp.checksum, fold(this.#pseudoSum + tcpLength));
    if (options > 0) bytes.set(SYN_OPTIONS, tcp + TCP_HEADER);
    return this.#tcp + TCP_HEADER + options;
  }

  #writeLengths(bytes: Uint8Array, ip: number, tcpLength: number): void {
    if (!this.#isV4) {
      putU16(bytes, ip + Ipv6.payloadLength, tcpLength);
      return;
    }
    const total = IPV4_HEADER + tcpLength;
    // Counted up per side: two segments with one sequence number and one identification would be one packet seen twice.
    const identification = this.#identification;
    this.#identification = (identification + 1) & 0xffff;
    putU16(bytes, ip + Ipv4.totalLength, total);
    putU16(bytes, ip + Ipv4.identification, identification);
    putU16(bytes, ip + Ipv4.checksum, ~fold(this.#ipSum + total + identification) & 0xffff);
  }
}
