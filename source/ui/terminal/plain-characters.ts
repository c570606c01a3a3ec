/**
 * Characters that take one cell and are graphemes by themselves among each other (UAX #11, UAX #29), as a class of a regular
 * expression: ASCII, Latin-1, dashes and dots, arrows, mathematical signs, lines, blocks, shapes and braille. Nearly all that
 * the screens show; what is in them needs no Unicode tables, which take 13 to 70 ms to load.
 */
export const PLAIN_CHARACTERS =
  '\\x20-\\x7e\\xa1-\\xac\\xae-\\xff\\u2010-\\u2027\\u2190-\\u22ff\\u2500-\\u25fc\\u2800-\\u28ff';
