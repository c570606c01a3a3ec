/** Fields of the round-trip stage, 1 byte each. */

/** The most often that a segment was sent again, each segment counted modulo 256. */
export const mostRetransmits = 309;
