/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. What every sample touches
 * comes first.
 */

/** Fields of 1 byte. */
export * as RttByte from './fields/rtt-bytes.ts';
/** Fields of 8 bytes. */
export * as Rtt from './fields/rtt-doubles.ts';

/** Fields of 4 bytes. */
export * as RttWord from './fields/rtt-words.ts';
