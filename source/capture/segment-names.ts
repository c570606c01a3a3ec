/** The names of a recording's segments, which differ in a number between the same two texts. */
export interface SegmentNames {
  readonly before: string;
  readonly after: string;
  /** The first number that counts; absent: all do. */
  readonly from?: number;
}

/** The proxy's recorder writes numbers with so many digits at least. */
const DIGITS = /^\d{4,}$/;

/** The number in the name; null: it is no segment's. */
export function segmentNumber({ before, after, from = 0 }: SegmentNames, name: string): number | null {
  if (!name.startsWith(before) || !name.endsWith(after)) return null;
  const digits = name.slice(before.length, name.length - after.length);
  return DIGITS.test(digits) && Number(digits) >= from ? Number(digits) : null;
}
