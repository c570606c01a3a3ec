/** Fields of the core stage, 4 bytes each, counted in words from the beginning of the row. */

export const packets = 8;
/** (ACK + effective window) mod 2^32 of the last packet with ACK. */
export const windowEnd = 9;
/** Sequence number of the last SYN, 0 if none. */
export const syn = 10;
export const hardwareDuplicates = 11;
/** Ring of the last eight sequence numbers; their IP identifications are the shorts below. */
export const ringSequence = 12;
