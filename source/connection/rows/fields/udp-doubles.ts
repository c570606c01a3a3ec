/** Counters of a UDP pair's direction, 8 bytes each. */

/** Datagrams. */
export const packets = 3;
/** Sum of the UDP length fields, headers included. */
export const bytes = 4;
