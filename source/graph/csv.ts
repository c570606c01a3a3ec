/** The visible part of a graph as comma-separated values: every value, nothing decimated. */
import { TONES } from './cells.ts';
import { type Column, firstAtOrAfter } from './column.ts';
import { DEFINITIONS, type GraphKind } from './definitions.ts';
import { type Layer, MARKS } from './layers.ts';
import type { ConnectionSeries, PacketColumns, Side } from './series.ts';
import { flagWords } from './words.ts';

const MICROS = 1e6;
const seconds = (micros: number): string => (micros / MICROS).toFixed(6);

/**
 * Of [x0, x1] µs since the connection's first packet. A ladder gives a line a packet; the others a line a value:
 * `series,seconds,value,until,kind`, where bars reach from `value` to `until`, and `kind` is a segment's tone or a mark's meaning.
 */
export function graphCsv(
  kind: GraphKind,
  series: ConnectionSeries,
  side: Side,
  { x0, x1 }: { x0: number; x1: number },
): string {
  if (kind === 'ladder') return packetLines(series.packets, x0, x1);
  const layers = DEFINITIONS[kind].layers(series.directions[side]);
  return ['series,seconds,value,until,kind', ...layers.flatMap((layer) => layerLines(layer, x0, x1)), ''].join('\n');
}

function layerLines(layer: Layer, x0: number, x1: number): string[] {
  const x = layer.shape === 'bars' ? layer.bars.x : layer.x;
  return visible(x, x0, x1).map((i) => {
    const start = `${layer.name},${seconds(x.values[i])}`;
    switch (layer.shape) {
      case 'bars':
        return `${start},${layer.bars.from.values[i]},${layer.bars.to.values[i]},${TONES[layer.bars.tones.values[i]]}`;
      case 'marks':
        return `${start},${layer.y.values[i]},,${MARKS[layer.marks.values[i]].means}`;
      default:
        return `${start},${layer.y.values[i]},,`;
    }
  });
}

function packetLines(packets: PacketColumns, x0: number, x1: number): string {
  const lines = visible(packets.x, x0, x1).map((i) => {
    const ack = packets.ack.values[i];
    return [
      packets.number.values[i],
      seconds(packets.x.values[i]),
      packets.side.values[i] === 0 ? 'A' : 'B',
      flagWords(packets.flags.values[i]),
      packets.sequence.values[i],
      packets.length.values[i],
      Number.isNaN(ack) ? '' : ack,
      packets.window.values[i],
    ].join(',');
  });
  return ['packet,seconds,from,flags,sequence,length,ack,window', ...lines, ''].join('\n');
}

function visible(x: Column, x0: number, x1: number): number[] {
  const from = firstAtOrAfter(x.values, x.count, x0);
  const to = firstAtOrAfter(x.values, x.count, x1 + 1);
  return Array.from({ length: to - from }, (_, i) => from + i);
}
