/**
 * How the segment store lays out its memory: segments and lists are rows of words, named here for the files that walk them.
 */

/** Bytes of a segment: first, last, next, previous, acked, retransmits (4 each), time (8). */
export const SEGMENT_WORDS = 8;
export const SEGMENT_DOUBLES = 4;
export const First = 0;
export const Last = 1;
export const Next = 2;
export const Previous = 3;
export const Acked = 4;
export const Retransmits = 5;
export const TIME_DOUBLE = 3;

/** Bytes of a list: head, tail, first unacknowledged, segments acknowledged more than once (4 each), latest time (8). */
export const LIST_WORDS = 8;
export const LIST_DOUBLES = 4;
export const Head = 0;
export const Tail = 1;
export const Unacked = 2;
export const Multiple = 3;
export const LATEST_DOUBLE = 2;
