/** Kinds of TCP options. https://www.iana.org/assignments/tcp-parameters */

export const end = 0;
export const noOperation = 1;
export const mss = 2;
export const windowScale = 3;
export const sackPermitted = 4;
export const sack = 5;
export const timestamps = 8;
