/** The Internet checksum, RFC 1071, as IPv4, TCP (RFC 9293 section 3.1), UDP and ICMPv6 use it. */
import { Ipv4 } from './ipv4.ts';
import { Ipv6 } from './ipv6.ts';

/** Adds the big-endian 16-bit words of [from, to) to `sum`; an odd last byte counts as if a zero followed. Not yet folded. */
export function sumWords(bytes: Uint8Array, from: number, to: number, sum = 0): number {
  let total = sum;
  let at = from;
  for (; at + 1 < to; at += 2) total += (bytes[at] << 8) | bytes[at + 1];
  return at < to ? total + (bytes[at] << 8) : total;
}

/** Brings a sum back to 16 bits, carries added in (one's complement). Good bytes with their checksum give 0xffff. */
export function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return folded;
}

/** What belongs into a checksum field that holds `found`, where the bytes with it give `sum`. */
export const rightChecksum = (sum: number, found: number): number => ~fold(sum - found) & 0xffff;

/** Sum over the pseudo header of the IP header at `ip`, for `length` bytes (0 … 65,535) of `protocol`. Not yet folded. */
export function sumPseudoHeader(bytes: Uint8Array, ip: number, protocol: number, length: number): number {
  const addresses =
    bytes[ip] >>> 4 === 4
      ? sumWords(bytes, ip + Ipv4.source, ip + Ipv4.options)
      : sumWords(bytes, ip + Ipv6.source, ip + Ipv6.payload);
  return addresses + protocol + length;
}

/** Is the checksum of the IPv4 header at `ip` right? */
export const isIpv4ChecksumGood = (bytes: Uint8Array, ip: number): boolean =>
  fold(sumWords(bytes, ip, ip + ((bytes[ip] & 15) << 2))) === 0xffff;

/** Is the checksum right of the `length` bytes of `protocol` at `transport`, all of them there? */
export const isTransportChecksumGood = (
  bytes: Uint8Array,
  ip: number,
  protocol: number,
  transport: number,
  length: number,
): boolean =>
  fold(sumWords(bytes, transport, transport + length, sumPseudoHeader(bytes, ip, protocol, length))) === 0xffff;
