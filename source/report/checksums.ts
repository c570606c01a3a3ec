/**
 * --checksum: packets with a wrong IPv4 or TCP checksum are left out and counted, UDP datagrams only counted. What is not
 * captured whole, and fragments, pass as right (docs/tcptrace.md, "Checksums").
 */
import type { PassCuts } from '../analysis/pass.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { isIpv4ChecksumGood, isTransportChecksumGood } from '../wire/checksum.ts';
import { PacketKind, type SegmentBatch } from '../wire/segments.ts';

const TCP = 6;
const UDP = 17;
/** Where the IPv4 header has its flags and fragment offset, and the bits of them that make a fragment. */
const FRAGMENT = 6;
const FRAGMENT_BITS = 0x3fff;
/** Where the UDP header has its checksum. */
const UDP_CHECKSUM = 6;

/** Counts in the store's totals. */
export function checksumsKeep({ totals }: ConnectionStore): NonNullable<PassCuts['keeps']> {
  return (packets, segments, i) => {
    const { bytes, kind } = segments;
    const ip = segments.ip[i];
    const end = packets.start[i] + packets.captured[i];
    if (segments.version[i] === 4) {
      const header = (bytes[ip] & 15) << 2;
      if (ip + header <= end && !isIpv4ChecksumGood(bytes, ip)) {
        totals[Total.badIpChecksums]++;
        return false;
      }
    }
    if (kind[i] === PacketKind.tcp && !isTransportGood(packets, segments, i, TCP)) {
      totals[Total.badTcpChecksums]++;
      return false;
    }
    if (kind[i] === PacketKind.udp && !isTransportGood(packets, segments, i, UDP)) totals[Total.badUdpChecksums]++;
    return true;
  };
}

function isTransportGood(packets: PacketBatch, segments: SegmentBatch, i: number, protocol: number): boolean {
  const { bytes } = segments;
  const ip = segments.ip[i];
  const transport = segments.transport[i];
  const length = segments.dataLength[i] + (protocol === TCP ? segments.headerLength[i] : 0);
  const fragment = segments.version[i] === 4 && (word(bytes, ip + FRAGMENT) & FRAGMENT_BITS) !== 0;
  if (fragment || length < 0 || transport + length > packets.start[i] + packets.captured[i]) return true;
  if (protocol === UDP && word(bytes, transport + UDP_CHECKSUM) === 0) return true;
  return isTransportChecksumGood(bytes, ip, protocol, transport, length);
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}
