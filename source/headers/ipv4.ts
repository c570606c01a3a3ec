/** The IPv4 header in words, RFC 791. */
import { ipv4Text } from '../connection/addresses.ts';
import { u16, u32 } from '../wire/bytes.ts';
import { sumWords } from '../wire/checksum.ts';
import type { Frame } from '../wire/frame.ts';
import { FRAGMENT_OFFSET, Fragment, IPV4_HEADER, Ipv4, lengthOfIpv4 } from '../wire/ipv4.ts';
import { AUTHENTICATION_HEADER, lengthOfAuthentication, Protocol } from '../wire/transport.ts';
import type { Carried } from './carried.ts';
import { checksumFact } from './checksum.ts';
import { type HeaderLine, header, hex, hexBytes, inBytes, type Said, wrong } from './line.ts';
import { serviceFacts } from './service.ts';

/** The header at the frame's offset; null where what it carries cannot be told. */
export function sayIpv4(frame: Frame, view: DataView, lines: HeaderLine[]): Carried | null {
  const { bytes, offset: ip, end, wireEnd, bounded } = frame;
  if (!frame.has(IPV4_HEADER) || bytes[ip] >>> 4 !== 4) {
    lines.push(header('IPv4', ['header not captured whole, or none']));
    return null;
  }
  const headerLength = (bytes[ip] & 15) << 2;
  const at = ip + headerLength;
  const length = lengthOfIpv4(view, ip, wireEnd, bounded);
  const flags = u16(bytes, ip + Ipv4.fragment);
  const position = (flags & FRAGMENT_OFFSET) * 8;
  lines.push(
    header('IPv4', [
      `${ipv4Text(u32(bytes, ip + Ipv4.source))} > ${ipv4Text(u32(bytes, ip + Ipv4.destination))}`,
      lengthFact(bytes, ip, wireEnd),
      `ttl ${bytes[ip + Ipv4.timeToLive]}`,
      `id ${hex(u16(bytes, ip + Ipv4.identification), 4)}`,
      ...fragmentFacts(flags, position),
      ...serviceFacts(bytes[ip + Ipv4.typeOfService]),
      headerChecksum(bytes, ip, at, end),
      headerLength < IPV4_HEADER ? wrong(`header of ${inBytes(headerLength)}: too short`) : null,
      ...optionFacts(bytes, ip, at, end),
    ]),
  );
  if (headerLength < IPV4_HEADER) return null;
  const authenticated = position === 0 && bytes[ip + Ipv4.protocol] === Protocol.authentication;
  if (authenticated && at + AUTHENTICATION_HEADER > end) {
    lines.push(header('IPsec AH', ['not captured']));
    return null;
  }
  if (authenticated) lines.push(header('IPsec AH', [`SPI ${hex(u32(bytes, at + 4), 8)}`]));
  return {
    ip,
    protocol: bytes[authenticated ? at : ip + Ipv4.protocol],
    at: authenticated ? at + lengthOfAuthentication(bytes[at + 1]) : at,
    end: Math.min(end, ip + length),
    wireEnd: ip + length,
    isLaterFragment: position !== 0,
    unchecked: position !== 0 || (flags & Fragment.more) !== 0 ? 'a fragment' : null,
  };
}

/** 0 where the sender's network card was to cut a larger packet into segments. */
function lengthFact(bytes: Uint8Array, ip: number, wireEnd: number): Said {
  const total = u16(bytes, ip + Ipv4.totalLength);
  if (total === 0) return "length 0: left to the sender's network card";
  return ip + total > wireEnd ? wrong(`length ${total}: longer than the frame`) : `length ${total}`;
}

function fragmentFacts(flags: number, position: number): Said[] {
  const more = (flags & Fragment.more) !== 0;
  return [
    (flags & Fragment.dont) === 0 ? null : 'DF',
    (flags & Fragment.reserved) === 0 ? null : wrong('reserved bit set'),
    more ? 'MF: more fragments' : null,
    more || position !== 0 ? `fragment at byte ${position}` : null,
  ];
}

function headerChecksum(bytes: Uint8Array, ip: number, at: number, end: number): Said {
  const found = u16(bytes, ip + Ipv4.checksum);
  return at > end ? `checksum ${hex(found, 4)}` : checksumFact(found, sumWords(bytes, ip, at), 0);
}

function optionFacts(bytes: Uint8Array, ip: number, at: number, end: number): Said[] {
  const from = ip + IPV4_HEADER;
  const shown = hexBytes(bytes, from, Math.min(at, end));
  return [
    shown === '' ? null : `options ${shown}`,
    at > end ? `${inBytes(at - Math.max(from, end))} of options not captured` : null,
  ];
}
