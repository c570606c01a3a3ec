/** Bits of CoreByte.marks. */

/** Sent the window scale / time stamp / SACK-permitted option. */
export const windowScale = 1;
export const timestamps = 2;
export const sackPermitted = 4;
