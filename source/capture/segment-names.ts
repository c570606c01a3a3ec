/** The names of a recording's segments, which differ in a number between the same two texts. */
export interface SegmentNames {
  readonly before: string;
  readonly after: string;
}

/** The proxy's recorder writes numbers with so many digits at least. */
const DIGITS = /^\d{4,}$/;

export const isSegmentName = ({ before, after }: SegmentNames, name: string): boolean =>
  name.startsWith(before) && name.endsWith(after) && DIGITS.test(name.slice(before.length, name.length - after.length));
