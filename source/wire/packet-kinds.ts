/** What a packet turned out to be. */

/** Not handed on by the reader at all, not even as a packet seen (tcptrace: ARP, 802.3 and the like on Ethernet). */
export const uncounted = 0;
/** Seen, not IP (ARP, a version nibble other than 4 or 6, encrypted, …). */
export const other = 1;
/** IP, neither of the kinds below. */
export const ip = 2;
/** A fragment without its transport header. */
export const fragment = 3;
export const tcp = 4;
/** TCP whose 20-byte header is not captured whole. */
export const tcpCut = 5;
export const udp = 6;
/** UDP whose 8-byte header is not captured whole. */
export const udpCut = 7;
export const icmp = 8;
/** Not read yet. */
export const unread = 9;
