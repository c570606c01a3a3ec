import type { Tone } from '../../graph/cells.ts';

/** xplot's colours, on its black ground. */
export const XPLOT_COLOURS: Record<Tone, string> = {
  axis: 'white',
  window: 'yellow',
  average: 'blue',
  sack: 'purple',
  acknowledged: 'green',
  data: 'white',
  duplicate: 'blue',
  retransmission: 'red',
  mark: 'magenta',
  cursor: 'white',
};
