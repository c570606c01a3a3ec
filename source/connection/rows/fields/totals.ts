/** Counters of the whole capture: doubles, indexes into `totals`. */

export const connections = 0;
/** Packets the readers handed on. */
export const packets = 1;
/** TCP packets with a whole 20-byte header. */
export const tcpPackets = 2;
export const udpPackets = 3;
/** Packets or option lists too short to read. */
export const tooShort = 4;
export const udpPairs = 5;
export const icmpPackets = 6;
export const otherPackets = 7;
export const fragments = 8;
/** Time of the first IP packet (the first that is not exactly 0) and of the last, µs since 1970. */
export const firstMicros = 9;
export const lastMicros = 10;
/** Time of the very last frame read, of any kind. */
export const lastFrameMicros = 11;
export const badIpChecksums = 12;
export const badTcpChecksums = 13;
export const badUdpChecksums = 14;
/** Packets cut by the snaplen. */
export const snapped = 15;
export const bytesCaptured = 16;
export const bytesOnWire = 17;
/** Letters given out so far. */
export const labels = 18;
export const ipv4Packets = 19;
export const ipv6Packets = 20;
/** Connections retired so far, and how many of them were over. */
export const retired = 21;
export const retiredOver = 22;
/** Row plus one of the connection that somebody looks at, 0 = none: it is not retired. Written by the viewer. */
export const lookedAt = 23;
/** Segments there was no memory for; where several threads count, at least so many. */
export const forgottenSegments = 24;
