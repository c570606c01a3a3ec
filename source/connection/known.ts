/**
 * What is known of a connection depends on how it came to be recorded. Of one that somebody's interface saw, everything is.
 * Of one that a proxy forwarded, its recorder took ends, bytes, times, beginning and end from life and made up the headers
 * around them (docs/proxy.md, "Recording"): what the network did is not known.
 */

/** Of which connections a statistic, a column, a graph or a rule can tell something. */
export type Known = 'always' | 'from the network';

/** Whether a proxy forwarded the connection. */
export type IsForwarded = (connection: number) => boolean;

export function isKnown(known: Known, forwarded: boolean): boolean {
  return known === 'always' || !forwarded;
}
