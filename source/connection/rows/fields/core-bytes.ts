/** Fields of the core stage, 1 byte each: they wrap at 256, as tcptrace's do. */

export const syns = 24;
export const fins = 25;
export const resets = 26;
export const windowScale = 27;
export const marks = 28;
export const ringNext = 29;
