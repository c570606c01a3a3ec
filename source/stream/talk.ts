/** How bytes are cut that no protocol takes. */
export type Talk =
  /** All that one side sends until the other side sends. */
  | { readonly kind: 'turns' }
  /** Each piece as it came: a segment's payload. */
  | { readonly kind: 'pieces' }
  /** Turns, cut also where a side was silent for so long (µs). */
  | { readonly kind: 'silence'; readonly micros: number };

export const TURNS: Talk = { kind: 'turns' };
export const PIECES: Talk = { kind: 'pieces' };
