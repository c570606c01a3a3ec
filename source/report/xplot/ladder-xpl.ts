/** The visible part of a ladder as a file for xplot (http://www.xplot.org/): time runs downwards, as negative values. */
import { TONES } from '../../graph/cells.ts';
import { firstAtOrAfter } from '../../graph/column.ts';
import { packetText } from '../../graph/ladder.ts';
import type { PacketColumns } from '../../graph/series.ts';
import { XPLOT_COLOURS } from './colours.ts';

/** Where the life lines of A and B stand, on an axis from 0 to 100: the places tcptrace gives them. */
const LIFE_LINES = [40, 60] as const;

/** `x0`, `x1`: µs since the connection's first packet. */
export function ladderXpl(packets: PacketColumns, { x0, x1 }: { x0: number; x1: number }, title: string): string {
  const { values, count } = packets.x;
  const first = firstAtOrAfter(values, count, x0);
  const end = firstAtOrAfter(values, count, x1 + 1);
  const lines = ['unsigned dtime', 'title', title, 'xlabel', 'A and B', 'ylabel', 'seconds, downwards'];
  for (const edge of [0, 100]) lines.push(`invisible ${edge} ${time(x0)}`, `invisible ${edge} ${time(x1)}`);
  lines.push('white', ...LIFE_LINES.map((x) => `line ${x} ${time(x0)} ${x} ${time(x1)}`));
  for (let i = first; i < end; i++) {
    const side = packets.side.values[i];
    const at = time(values[i]);
    lines.push(
      XPLOT_COLOURS[TONES[packets.tones.values[i]]],
      `line ${LIFE_LINES[side]} ${at} ${LIFE_LINES[1 - side]} ${at}`,
      `${side === 0 ? 'rarrow' : 'larrow'} ${LIFE_LINES[1 - side]} ${at}`,
      `${side === 0 ? 'ltext' : 'rtext'} ${LIFE_LINES[side]} ${at}`,
      packetText(packets, i),
    );
  }
  return [...lines, 'go', ''].join('\n');
}

const time = (micros: number): string => `-${(micros / 1e6).toFixed(6)}`;
