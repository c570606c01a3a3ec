/**
 * Measures drawing: the graphs of a connection of a million segments, whole and in parts, at 80x24 and 200x60.
 * usage: npm run bench:graph
 */
import { PacketBatch } from '../source/capture/packets.ts';
import { SegmentOutcome } from '../source/connection/outcome.ts';
import { GRAPH_KINDS } from '../source/graph/definitions.ts';
import { renderGraph } from '../source/graph/graph.ts';
import { ConnectionSeries } from '../source/graph/series.ts';
import { wholeOf } from '../source/graph/viewport.ts';
import { SegmentBatch, TcpFlag } from '../source/wire/segments.ts';
import { median } from './measure.ts';

const SEGMENTS = 1_000_000;
const MSS = 1448;
const DRAWINGS = 15;

/** Two segments of data, then their acknowledgement, over and over; every 500th is sent again. */
function millionSegments(): ConnectionSeries {
  const series = new ConnectionSeries();
  const packets = new PacketBatch();
  const segments = new SegmentBatch(1);
  const outcome = new SegmentOutcome();
  outcome.window = 65_535;
  segments.flags[0] = TcpFlag.ack;
  for (let i = 0; i < SEGMENTS; i++) {
    const data = i % 3 !== 2;
    const sent = (i - Math.floor(i / 3)) * MSS;
    outcome.side = data ? 1 : 0;
    outcome.micros = 1e15 + 12 * i;
    outcome.owinSampled = data;
    outcome.owin = (i * 7919) % 60_000;
    outcome.ack = data ? 'none' : 'sample';
    outcome.rtt = 30_000 + ((i * 104_729) % 1000);
    outcome.retransmittedBytes = data && i % 500 === 0 ? MSS : 0;
    segments.dataLength[0] = data ? MSS : 0;
    segments.sequence[0] = data ? sent : 1;
    segments.acknowledgement[0] = data ? 1 : sent;
    series.segment(packets, segments, 0, i + 1, outcome);
  }
  series.end();
  return series;
}

const series = millionSegments();
const last = series.packets.x.last();
console.log('| graph | cells | whole, ms | a tenth, ms |\n|---|---|--:|--:|');
for (const [cols, rows] of [
  [80, 24],
  [200, 60],
]) {
  for (const kind of GRAPH_KINDS) {
    const whole = wholeOf(last, cols, rows);
    const times = [whole, { ...whole, x0: 0.45 * last, x1: 0.55 * last }].map((viewport) =>
      median(
        Array.from({ length: DRAWINGS }, () => {
          const begin = performance.now();
          renderGraph(kind, series, viewport, { side: 1, characters: 'braille', cursor: last / 2 });
          return performance.now() - begin;
        }),
      ),
    );
    console.log(`| ${kind} | ${cols}x${rows} | ${times.map((time) => time.toFixed(1)).join(' | ')} |`);
  }
}
