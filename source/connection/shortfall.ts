/** What is lacking because memory was full. */
import { type ConnectionStore, Total } from './store.ts';

const number = (value: number): string => value.toLocaleString('en-US');

const WHAT_TO_DO = 'cut the capture into parts, or keep fewer connections (--keep-connections)';

/** Why the reading ended before the end of the capture, in one line for the user; null = it did not. */
export function overflow({ totals, found, capacity }: ConnectionStore): string | null {
  const packet = totals[Total.endedBefore];
  if (packet === 0) return null;
  const full = found < capacity ? `${number(totals[Total.udpPairs])} UDP pairs` : `${number(found)} connections`;
  return `there is no room for more than ${full}: the reading ended before packet ${number(packet)}; ${WHAT_TO_DO}`;
}

/** What the figures lack because there was no room for segments (kernel/cells.ts), in one line for the user; null = nothing. */
export function shortfall({ totals }: ConnectionStore): string | null {
  const forgotten = totals[Total.forgottenSegments];
  if (forgotten === 0) return null;
  return (
    `no memory was left for ${number(forgotten)} segments: what was sent again or out of order, and round trips, ` +
    `are counted too low; ${WHAT_TO_DO}`
  );
}
