/** Who, when, and which letters: fields of the first 24 bytes of both rows of a connection. A = the end that sent its first packet. */

/** In A's row, 8 bytes each: µs since 1970. */
export const FirstMicros = 0;
export const LastMicros = 1;
/** In A's row, 4 bytes each: the IPv4 addresses of A and B; of IPv6 the place of the pair in the table of addresses. */
export const Addresses = 4;
/** In B's row, 4 bytes each. The port of A in the high half, of B in the low. */
export const Ports = 0;
export const Label = 1;
export const FirstPacket = 2;
export const LastPacket = 3;
/** In B's row, 2 bytes each. */
export const File = 8;
export const Interface = 9;
/** In B's row, 1 byte each: 4 or 6; bits. */
export const Version = 20;
export const Marks = 21;

/** Bit of Marks: left out of all statistics. */
export const Ignored = 1;

/** Bytes of a pair of IPv6 addresses, A first. */
export const ADDRESS_PAIR = 32;
