/**
 * Builds Ethernet frames with valid checksums: IPv4 (RFC 791) or IPv6 (RFC 8200) by the address, TCP (RFC 9293), UDP
 * (RFC 768), ICMP (RFC 792) and ICMPv6 (RFC 4443).
 */
import type { PacketFields, TcpOption } from './scenario-text.ts';

export interface Ends {
  source: string;
  destination: string;
}

export interface TcpHeader {
  sourcePort: number;
  destinationPort: number;
  sequence: number;
  acknowledgement: number;
  flags: string;
  window: number;
  urgent: number;
  /** Sequence numbers in SACK blocks are absolute here. */
  options: TcpOption[];
}

const Protocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;
const FLAG_BITS: Record<string, number> = { F: 1, S: 2, R: 4, P: 8, '.': 16, U: 32, E: 64, W: 128 };

export const isV6 = (address: string): boolean => address.includes(':');

export function tcpFrame(ends: Ends, header: TcpHeader, payload: Uint8Array, fields: PacketFields): Uint8Array {
  const options = optionBytes(header.options);
  const segment = Buffer.alloc(20 + options.length + payload.length);
  segment.writeUInt16BE(header.sourcePort, 0);
  segment.writeUInt16BE(header.destinationPort, 2);
  segment.writeUInt32BE(header.sequence >>> 0, 4);
  segment.writeUInt32BE(header.acknowledgement >>> 0, 8);
  segment[12] = ((20 + options.length) / 4) << 4;
  segment[13] = [...header.flags].reduce((bits, letter) => bits | (FLAG_BITS[letter] ?? 0), 0);
  segment.writeUInt16BE(header.window, 14);
  segment.writeUInt16BE(header.urgent, 18);
  segment.set(options, 20);
  segment.set(payload, 20 + options.length);
  return ipFrame(ends, Protocol.tcp, summed(segment, 16, ends, Protocol.tcp, fields), fields);
}

export function udpFrame(ends: Ends, ports: [number, number], payload: Uint8Array, fields: PacketFields): Uint8Array {
  const datagram = Buffer.alloc(8 + payload.length);
  datagram.writeUInt16BE(ports[0], 0);
  datagram.writeUInt16BE(ports[1], 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.set(payload, 8);
  return ipFrame(ends, Protocol.udp, summed(datagram, 6, ends, Protocol.udp, fields), fields);
}

/** Types and codes by the words a scenario uses: IPv4 and IPv6. */
const ICMP: Record<string, { v4: [number, number]; v6: [number, number] }> = {
  'unreachable net': { v4: [3, 0], v6: [1, 0] },
  'unreachable host': { v4: [3, 1], v6: [1, 3] },
  'unreachable port': { v4: [3, 3], v6: [1, 4] },
  'fragmentation needed': { v4: [3, 4], v6: [2, 0] },
  'admin prohibited': { v4: [3, 13], v6: [1, 1] },
  'ttl exceeded': { v4: [11, 0], v6: [3, 0] },
};

/** `quoted`: the frame that caused it; its IP header and the first 8 bytes after it are quoted (RFC 792). */
export function icmpFrame(ends: Ends, what: string, mtu: number, quoted: Uint8Array, fields: PacketFields): Uint8Array {
  const known = ICMP[what];
  if (!known) throw new Error(`"${what}" is none of: ${Object.keys(ICMP).join(', ')}`);
  const v6 = isV6(ends.source);
  const inner = quoted.subarray(14, 14 + (v6 ? 40 : 20) + 8);
  const message = Buffer.alloc(8 + inner.length);
  message.set(v6 ? known.v6 : known.v4, 0);
  if (v6) message.writeUInt32BE(mtu, 4);
  else message.writeUInt16BE(mtu, 6);
  message.set(inner, 8);
  const protocol = v6 ? Protocol.icmp6 : Protocol.icmp;
  return ipFrame(ends, protocol, summed(message, 2, ends, protocol, fields), fields);
}

function ipFrame(ends: Ends, protocol: number, payload: Uint8Array, fields: PacketFields): Uint8Array {
  const v6 = isV6(ends.source);
  const ethernet = Buffer.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ...(v6 ? [0x86, 0xdd] : [0x08, 0x00])]);
  const header = Buffer.alloc(v6 ? 40 : 20);
  if (v6) {
    header.writeUInt32BE((0x60000000 | (fields.tos << 20)) >>> 0, 0);
    header.writeUInt16BE(payload.length, 4);
    header[6] = protocol;
    header[7] = fields.ttl;
    header.set(addressBytes(ends.source), 8);
    header.set(addressBytes(ends.destination), 24);
  } else {
    header[0] = 0x45;
    header[1] = fields.tos;
    header.writeUInt16BE(20 + payload.length, 2);
    header.writeUInt16BE((fields.id ?? 0) & 0xffff, 4);
    header.writeUInt16BE(fields.dontFragment ? 0x4000 : 0, 6);
    header[8] = fields.ttl;
    header[9] = protocol;
    header.set(addressBytes(ends.source), 12);
    header.set(addressBytes(ends.destination), 16);
    header.writeUInt16BE(checksum([header]), 10);
  }
  return Buffer.concat([ethernet, header, payload]);
}

/** Writes the checksum over pseudo-header and message at `at`; ICMP for IPv4 has no pseudo-header. */
function summed(message: Buffer, at: number, ends: Ends, protocol: number, fields: PacketFields): Buffer {
  const pseudo = Buffer.concat([
    addressBytes(ends.source),
    addressBytes(ends.destination),
    Buffer.from([0, protocol, message.length >> 8, message.length & 0xff]),
  ]);
  const sum = checksum(protocol === Protocol.icmp ? [message] : [pseudo, message]);
  message.writeUInt16BE(fields.badChecksum ? sum ^ 1 : sum, at);
  return message;
}

/** The Internet checksum, RFC 1071; every part but the last has an even length. */
function checksum(parts: Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += (part[i] << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** TCP options, padded with NOPs in front to a multiple of four. */
function optionBytes(options: TcpOption[]): Uint8Array {
  const bytes = options.flatMap(oneOption);
  return Uint8Array.from([...Array((4 - (bytes.length % 4)) % 4).fill(1), ...bytes]);
}

function oneOption(option: TcpOption): number[] {
  switch (option.kind) {
    case 'mss':
      return [2, 4, option.bytes >> 8, option.bytes & 0xff];
    case 'wscale':
      return [3, 3, option.shift];
    case 'sackOK':
      return [4, 2];
    case 'sack':
      return [5, 2 + 8 * option.blocks.length, ...option.blocks.flat().flatMap(word)];
    case 'TS':
      return [8, 10, ...word(option.value), ...word(option.echo)];
    case 'nop':
      return [1];
  }
}

const word = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

function addressBytes(address: string): Uint8Array {
  if (!isV6(address)) return Uint8Array.from(address.split('.').map(Number));
  const [head, tail] = address.split('::');
  const groups = (part: string | undefined): number[] =>
    part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [];
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array(8 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]));
}
