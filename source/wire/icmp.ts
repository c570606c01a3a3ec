/** ICMP errors and the packet they quote: RFC 792, RFC 4443; extended messages RFC 4884. */
import { u16, u32 } from './bytes.ts';
import { FRAGMENT_OFFSET, IPV4_HEADER, Ipv4 } from './ipv4.ts';
import { IPV6_HEADER, Ipv6 } from './ipv6.ts';
import { Protocol } from './transport.ts';

export const Icmp = { type: 0, code: 1, checksum: 2, mtu4: 6, mtu6: 4, quote: 8 } as const;

const ICMP_HEADER = 8;

/** Types of ICMPv4 that quote a packet. */
export const Icmp4Type = {
  unreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  timeExceeded: 11,
  parameterProblem: 12,
} as const;
export const Icmp4Unreachable = {
  network: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  networkProhibited: 9,
  hostProhibited: 10,
  administrativelyProhibited: 13,
} as const;

/** Types of ICMPv6 that quote a packet. */
export const Icmp6Type = { unreachable: 1, packetTooBig: 2, timeExceeded: 3, parameterProblem: 4 } as const;
export const Icmp6Unreachable = { noRoute: 0, prohibited: 1, address: 3, port: 4, sourcePolicy: 5, reject: 6 } as const;

const QUOTING_TYPES_4: readonly number[] = Object.values(Icmp4Type);
const QUOTING_TYPES_6: readonly number[] = Object.values(Icmp6Type);

/** Bytes of the quoted TCP header that must be there: ports and sequence number. */
const QUOTED_TRANSPORT = 8;

/** An ICMP error about a TCP segment. The quoted segment's source is the end that the error was sent to. */
export interface IcmpError {
  version: 4 | 6;
  type: number;
  code: number;
  /** Next-hop MTU in bytes where the error tells one (0 from old routers), else null. RFC 1191 section 4, RFC 8201. */
  mtu: number | null;
  /** Offsets of the quoted IP header (addresses as in any) and TCP header. */
  ip: number;
  transport: number;
  sourcePort: number;
  destinationPort: number;
  /** Wrapped. */
  sequence: number;
}

/** Reads the ICMP message at `icmp` that ends before `end`; null unless it is an error that quotes enough of a TCP segment. */
export function readIcmpError(bytes: Uint8Array, version: 4 | 6, icmp: number, end: number): IcmpError | null {
  if (icmp + ICMP_HEADER > end) return null;
  const type = bytes[icmp + Icmp.type];
  const code = bytes[icmp + Icmp.code];
  if (!(version === 4 ? QUOTING_TYPES_4 : QUOTING_TYPES_6).includes(type)) return null;
  const ip = icmp + Icmp.quote;
  const transport = version === 4 ? quotedTcp4(bytes, ip, end) : quotedTcp6(bytes, ip, end);
  if (transport === null || transport + QUOTED_TRANSPORT > end) return null;
  return {
    version,
    type,
    code,
    mtu: mtuOf(bytes, version, icmp),
    ip,
    transport,
    sourcePort: u16(bytes, transport),
    destinationPort: u16(bytes, transport + 2),
    sequence: u32(bytes, transport + 4),
  };
}

function quotedTcp4(bytes: Uint8Array, ip: number, end: number): number | null {
  if (ip + IPV4_HEADER > end || bytes[ip] >>> 4 !== 4) return null;
  const headerLength = (bytes[ip] & 15) << 2;
  const isFirst = (u16(bytes, ip + Ipv4.fragment) & FRAGMENT_OFFSET) === 0;
  if (headerLength < IPV4_HEADER || !isFirst || bytes[ip + Ipv4.protocol] !== Protocol.tcp) return null;
  return ip + headerLength;
}

function quotedTcp6(bytes: Uint8Array, ip: number, end: number): number | null {
  if (ip + IPV6_HEADER > end || bytes[ip] >>> 4 !== 6 || bytes[ip + Ipv6.nextHeader] !== Protocol.tcp) return null;
  return ip + IPV6_HEADER;
}

function mtuOf(bytes: Uint8Array, version: 4 | 6, icmp: number): number | null {
  const type = bytes[icmp + Icmp.type];
  if (version === 6) return type === Icmp6Type.packetTooBig ? u32(bytes, icmp + Icmp.mtu6) : null;
  const tells = type === Icmp4Type.unreachable && bytes[icmp + Icmp.code] === Icmp4Unreachable.fragmentationNeeded;
  return tells ? u16(bytes, icmp + Icmp.mtu4) : null;
}
