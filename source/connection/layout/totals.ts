/** Counters of the whole capture. */
import { type FieldRow, indexesOf, record } from './structure.ts';

export const TOTALS = record([
  ['connections', 'f64', 'connections found'],
  ['packets', 'f64', 'packets the readers handed on'],
  ['tcpPackets', 'f64', 'TCP packets with a whole 20-byte header'],
  ['udpPackets', 'f64', 'UDP packets'],
  ['tooShort', 'f64', 'packets or option lists too short to read'],
  ['udpPairs', 'f64', 'UDP pairs found'],
  ['icmpPackets', 'f64', 'ICMP packets'],
  ['otherPackets', 'f64', 'packets that are not IP'],
  ['fragments', 'f64', 'IP fragments other than the first'],
  ['firstMicros', 'f64', 'time of the first IP packet whose time is not 0, µs since 1970'],
  ['lastMicros', 'f64', 'time of the last IP packet, µs since 1970'],
  ['lastFrameMicros', 'f64', 'time of the very last frame read, of any kind, µs since 1970'],
  ['badIpChecksums', 'f64', 'IP headers with a wrong checksum'],
  ['badTcpChecksums', 'f64', 'segments with a wrong checksum'],
  ['badUdpChecksums', 'f64', 'datagrams with a wrong checksum'],
  ['snapped', 'f64', 'packets cut by the snaplen'],
  ['bytesCaptured', 'f64', 'bytes captured'],
  ['bytesOnWire', 'f64', 'bytes on the wire'],
  ['labels', 'f64', 'letters given out so far'],
  ['ipv4Packets', 'f64', 'IPv4 packets'],
  ['ipv6Packets', 'f64', 'IPv6 packets'],
  ['retired', 'f64', 'connections retired so far'],
  ['retiredOver', 'f64', 'those of them that were over'],
  [
    'lookedAt',
    'f64',
    'row plus one of the connection that somebody looks at, 0 = none: it is not retired. Written by the viewer',
  ],
  [
    'endedBefore',
    'f64',
    'number of the first packet there was no room for, where the reading ended; 0 = there was room',
  ],
  ['forgottenSegments', 'f64', 'segments there was no memory for; where several threads count, at least so many'],
] as const satisfies readonly FieldRow[]);

/** Indexes into a store's `totals`. */
export const Total = indexesOf(TOTALS);
