/** The known name that a mistyped one comes closest to, for "did you mean". */

/**
 * Fewest letters left out, put in, exchanged or swapped with their neighbour that make `a` into `b` (Damerau: "A technique for
 * computer detection and correction of spelling errors", Communications of the ACM 7, 1964).
 */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const exchanged = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? rows[i - 2][j - 2] + 1 : exchanged;
      rows[i][j] = Math.min(exchanged, swapped, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
    }
  }
  return rows[a.length][b.length];
}

const LONGEST_NAME = 40;

/** The nearest of the names, if it is near: at most a third of the letters differ, or it begins with what was typed. */
export function nearest(typed: string, names: Iterable<string>): string | null {
  if (typed === '' || typed.length > LONGEST_NAME) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  let begun: string | null = null;
  for (const name of names) {
    if (name.startsWith(typed) && (begun === null || name.length < begun.length)) begun = name;
    const apart = distance(typed.toLowerCase(), name.toLowerCase());
    if (apart < least) [best, least] = [name, apart];
  }
  return best ?? (typed.length > 1 ? begun : null);
}

/** "; did you mean X?" or nothing. */
export function didYouMean(typed: string, names: Iterable<string>, form = (name: string): string => name): string {
  const name = nearest(typed, names);
  return name === null ? '' : `; did you mean ${form(name)}?`;
}
