/** Building headers into a buffer: each function writes at `at` and returns the offset behind. */
import { putU16, putU32 } from '../../source/wire/bytes.ts';
import { fold, sumPseudoHeader, sumWords } from '../../source/wire/checksum.ts';
import { ETHERNET_HEADER, Ethernet } from '../../source/wire/ethernet.ts';
import { IPV4_HEADER, Ipv4 } from '../../source/wire/ipv4.ts';
import { IPV6_HEADER, Ipv6 } from '../../source/wire/ipv6.ts';
import { TCP_HEADER, Tcp } from '../../source/wire/tcp.ts';
import { Protocol } from '../../source/wire/transport.ts';

export interface EthernetFields {
  destination: Uint8Array;
  source: Uint8Array;
  /** An EtherType. */
  type: number;
}

export interface Ipv4Fields {
  /** 4 bytes each. */
  source: Uint8Array;
  destination: Uint8Array;
  protocol: number;
  /** Bytes of the packet with this header; 0 … 65,535. */
  totalLength: number;
  identification: number;
  timeToLive: number;
}

export interface Ipv6Fields {
  /** 16 bytes each. */
  source: Uint8Array;
  destination: Uint8Array;
  nextHeader: number;
  /** Bytes behind this header; 0 … 65,535. */
  payloadLength: number;
  hopLimit: number;
}

export interface TcpFields {
  sourcePort: number;
  destinationPort: number;
  /** Wrapped. */
  sequence: number;
  acknowledgement: number;
  /** TcpFlag bits. */
  flags: number;
  /** As the field holds it, unscaled. */
  window: number;
  /** Padded to a multiple of 4 with no-operations or ends by the caller; at most 40 bytes. */
  options: Uint8Array;
}

const DONT_FRAGMENT = 0x4000;

export function writeEthernet(bytes: Uint8Array, at: number, fields: EthernetFields): number {
  bytes.set(fields.destination, at + Ethernet.destination);
  bytes.set(fields.source, at + Ethernet.source);
  putU16(bytes, at + Ethernet.type, fields.type);
  return at + ETHERNET_HEADER;
}

/** With its checksum; no options, not a fragment. */
export function writeIpv4(bytes: Uint8Array, at: number, fields: Ipv4Fields): number {
  bytes[at] = 0x45;
  bytes[at + Ipv4.typeOfService] = 0;
  putU16(bytes, at + Ipv4.totalLength, fields.totalLength);
  putU16(bytes, at + Ipv4.identification, fields.identification);
  putU16(bytes, at + Ipv4.fragment, DONT_FRAGMENT);
  bytes[at + Ipv4.timeToLive] = fields.timeToLive;
  bytes[at + Ipv4.protocol] = fields.protocol;
  putU16(bytes, at + Ipv4.checksum, 0);
  bytes.set(fields.source, at + Ipv4.source);
  bytes.set(fields.destination, at + Ipv4.destination);
  putU16(bytes, at + Ipv4.checksum, checksumOf(sumWords(bytes, at, at + IPV4_HEADER)));
  return at + IPV4_HEADER;
}

export function writeIpv6(bytes: Uint8Array, at: number, fields: Ipv6Fields): number {
  putU32(bytes, at, 0x6000_0000);
  putU16(bytes, at + Ipv6.payloadLength, fields.payloadLength);
  bytes[at + Ipv6.nextHeader] = fields.nextHeader;
  bytes[at + Ipv6.hopLimit] = fields.hopLimit;
  bytes.set(fields.source, at + Ipv6.source);
  bytes.set(fields.destination, at + Ipv6.destination);
  return at + IPV6_HEADER;
}

/** Leaves the checksum 0: write the data behind it, then `writeTcpChecksum`. */
export function writeTcp(bytes: Uint8Array, at: number, fields: TcpFields): number {
  const headerLength = TCP_HEADER + fields.options.length;
  putU16(bytes, at + Tcp.sourcePort, fields.sourcePort);
  putU16(bytes, at + Tcp.destinationPort, fields.destinationPort);
  putU32(bytes, at + Tcp.sequence, fields.sequence);
  putU32(bytes, at + Tcp.acknowledgement, fields.acknowledgement);
  putU16(bytes, at + Tcp.dataOffset, ((headerLength >>> 2) << 12) | fields.flags);
  putU16(bytes, at + Tcp.window, fields.window);
  putU16(bytes, at + Tcp.checksum, 0);
  putU16(bytes, at + Tcp.urgent, 0);
  bytes.set(fields.options, at + Tcp.options);
  return at + headerLength;
}

/** Writes the checksum of the segment of `length` bytes at `tcp`, whose data is in place, under the IP header at `ip`. */
export function writeTcpChecksum(bytes: Uint8Array, ip: number, tcp: number, length: number): void {
  putU16(bytes, tcp + Tcp.checksum, 0);
  const sum = sumWords(bytes, tcp, tcp + length, sumPseudoHeader(bytes, ip, Protocol.tcp, length));
  putU16(bytes, tcp + Tcp.checksum, checksumOf(sum));
}

/** What to write into a checksum field that was 0 while `sum` was taken. */
const checksumOf = (sum: number): number => ~fold(sum) & 0xffff;
