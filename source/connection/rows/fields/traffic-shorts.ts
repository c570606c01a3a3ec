/** Fields of the traffic stage, 2 bytes each, counted in shorts from the beginning of the row. */

export const mss = 155;
