/** Fields of the core stage, 2 bytes each, counted in shorts from the beginning of the row. */

/** No identification in the ring is higher. */
export const ringHighest = 15;
/** The eight IP identifications of the ring. */
export const ringIdentification = 40;
