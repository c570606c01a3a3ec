/** Fields of the round-trip stage, 4 bytes each. */

export const ambiguousCount = 27;
export const tripleDuplicateAcks = 28;
export const retransmitCount = 30;
/** Sequence numbers from the first to the last of the longest segment acknowledged so far; those of one number left out. */
export const largestReach = 52;
/** The same to tcptrace, for which a segment of one number goes round the whole sequence space. */
export const fullReach = 60;
export const count = 70;
export const cumulativeAcks = 71;
export const duplicateAcks = 72;
export const largestCount = 73;
export const fullCount = 74;
/** Acknowledgements after a loss: no sample taken. */
export const noSample = 75;
