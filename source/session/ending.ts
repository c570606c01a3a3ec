/**
 * How a connection stands or ended, as one short word. `>`: A's doing, `<`: B's.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import { finDirections, isReset } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Column } from './connection-list.ts';

/**
 * `syn!` A's SYN was never answered · `ref<` refused: B answered the SYN with RST · `rst>` `rst<` `rst` reset by A, B, both ·
 * `ok` closed by both sides · `fin>` `fin<` closed by one side only · `open` neither.
 */
export type Ending = 'syn!' | 'ref<' | 'rst>' | 'rst<' | 'rst' | 'ok' | 'fin>' | 'fin<' | 'open';

export function endingOf(store: ConnectionStore, connection: ConnectionRow): Ending {
  const { core } = store;
  const a = 2 * connection;
  const b = a + 1;
  if (isReset(store, connection)) {
    if (core.resets(a) > 0) return core.resets(b) > 0 ? 'rst' : 'rst>';
    return core.syns(a) > 0 && core.syns(b) === 0 ? 'ref<' : 'rst<';
  }
  if (finDirections(store, connection) === 2) return 'ok';
  if (core.fins(a) > 0) return 'fin>';
  if (core.fins(b) > 0) return 'fin<';
  return core.syns(a) > 0 && core.packets(b) === 0 ? 'syn!' : 'open';
}

const TONES: Record<Ending, ReturnType<Column['tone']>> = {
  'syn!': 'bad',
  'ref<': 'bad',
  'rst>': 'warning',
  'rst<': 'warning',
  rst: 'warning',
  ok: 'good',
  'fin>': 'normal',
  'fin<': 'normal',
  open: 'normal',
};

export const toneOfEnding = (ending: Ending): ReturnType<Column['tone']> => TONES[ending];

/** Worst first, for sorting. */
const ORDER: readonly Ending[] = ['syn!', 'ref<', 'rst', 'rst<', 'rst>', 'fin<', 'fin>', 'open', 'ok'];

export const rankOfEnding = (ending: Ending): number => ORDER.indexOf(ending);
