import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { graphCsv } from '../../source/graph/csv.ts';
import { GRAPH_KINDS } from '../../source/graph/definitions.ts';
import { graphSvg } from '../../source/graph/svg.ts';
import { wholeOf } from '../../source/graph/viewport.ts';
import { fixture } from '../support/program.ts';
import { EXCHANGE, seriesOf, seriesOfFile } from './series-of.ts';

test('a time-sequence graph as CSV has every value in view', async () => {
  expect(graphCsv('time-sequence', await seriesOf(EXCHANGE), 1, { x0: 15_000, x1: 50_000 })).toBe(`\
series,seconds,value,until,kind
window end,0.020000,801,,
window end,0.050000,201,,
acknowledged,0.020000,1,,
acknowledged,0.050000,201,,
segment,0.030000,1,201,data
segment,0.040000,1,201,retransmission
mark,0.040000,201,,retransmission
mark,0.050000,201,,zero window
`);
});

test('a ladder as CSV has a line a packet', async () => {
  expect(graphCsv('ladder', await seriesOf(EXCHANGE), 0, { x0: 0, x1: 30_000 })).toBe(`\
packet,seconds,from,flags,sequence,length,ack,window
1,0.000000,A,SYN,0,0,,800
2,0.010000,B,SYN ACK,0,0,1,800
3,0.020000,A,ACK,1,0,1,800
4,0.030000,B,PSH ACK,1,200,1,64240
`);
});

test('every graph becomes an SVG that another program draws', async () => {
  const series = await seriesOfFile(fixture('lossy-transfer.pcapng'), 1);
  const viewport = wholeOf(series.packets.x.last(), 80, 24);
  for (const kind of GRAPH_KINDS) {
    const svg = graphSvg(kind, series, viewport, { side: 1, characters: 'braille', cursor: null }, 'a <b> & "c"');
    expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    expect(new Resvg(svg).render()).toMatchObject({ width: 960, height: 540 });
  }
});

test('an SVG has a stroke for data and one for what was sent again', async () => {
  const series = await seriesOf(EXCHANGE);
  const options = { side: 1, characters: 'braille', cursor: null } as const;
  const svg = graphSvg('time-sequence', series, { ...wholeOf(50_000, 80, 24), y0: 0, y1: 468 }, options, 'title');
  expect(svg).toContain('<path d="M240 508V506M592 507V306" fill="none" stroke="#222222"/>');
  expect(svg).toContain('<path d="M768 507V306" fill="none" stroke="#d62728"/>');
  expect(svg).toContain('<text x="768" y="303" fill="#d62728" text-anchor="middle">R</text>');
});
