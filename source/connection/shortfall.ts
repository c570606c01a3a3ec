/** What the figures lack because the memory for segments (kernel/cells.ts) was full. */
import { type ConnectionStore, Total } from './store.ts';

/** One line for the user; null = nothing is lacking. */
export function shortfall({ totals }: ConnectionStore): string | null {
  const forgotten = totals[Total.forgottenSegments];
  if (forgotten === 0) return null;
  return (
    `no memory was left for ${forgotten.toLocaleString('en-US')} segments: what was sent again or out of order, and round trips, ` +
    'are counted too low; cut the capture into parts, or keep fewer connections (--keep-connections)'
  );
}
