import { describe, expect, test } from 'vitest';
import { renderGraph } from '../../source/graph/graph.ts';
import { sparkline } from '../../source/graph/sparkline.ts';
import { panned, revealing, type Viewport, wholeOf, zoomed } from '../../source/graph/viewport.ts';
import { fixture } from '../support/program.ts';
import { plain, seriesOf, seriesOfFile, toneOf } from './series-of.ts';

const TRANSFER = `
  a 10.0.0.1:1000
  b 10.0.0.2:80
  0     a > b S win 800 <mss 1000>
  0.010 b > a S. ack 1 win 800 <mss 1000>
  0.020 a > b . ack 1 win 800
  0.030 b > a . 1:201(200) ack 1
  0.040 b > a . 201:401(200) ack 1
  0.050 b > a . 401:601(200) ack 1
  0.060 a > b . ack 201 win 800
  0.070 b > a . 201:401(200) ack 1
  0.080 a > b . ack 601 win 800
  0.090 b > a . 601:801(200) ack 1
  0.100 a > b . ack 801 win 800`;

const viewport: Viewport = { x0: 0, x1: 100_000, y0: 0, y1: 1600, cols: 37, rows: 12 };
const ascii = { side: 1, characters: 'ascii', cursor: null } as const;

describe('a small transfer', () => {
  test('as a time-sequence graph', async () => {
    const { lines, legend } = renderGraph('time-sequence', await seriesOf(TRANSFER), viewport, {
      ...ascii,
      characters: 'braille',
    });
    expect(legend.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
      '| data',
      '| again',
      '_ ack',
      '. window',
      'R retransmission',
      'Y SYN',
    ]);
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "      |                             ⢸",
        "      |                       ⢰⠒⠒⠒⠒⠒⠚",
        "      |                       ⢸",
        "    1k|                 ⢀⣀⣀⣀⣀⣀⣸",
        "      |      ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸        ⢀  ⢀",
        "      |                          ⢸  ⢸",
        "      |               ⡇    R  ⢸⠉⠉⠉⠉⠉⠉",
        "      |            ⡆  ⠃    ⢰  ⢸",
        "      |   Y     ⡄  ⠇    ⢠⠤⠤⠼⠤⠤⠼",
        "     0|   ⡀  ⣀⣀⣀⣇⣀⣀⣀⣀⣀⣀⣀⣸",
        "      +------------------------------",
        "       0s           0.05s       0.10s",
      ]
    `);
    expect(toneOf(lines, 'R')).toBe('retransmission');
  });

  test('in ASCII', async () => {
    const { lines } = renderGraph('time-sequence', await seriesOf(TRANSFER), viewport, ascii);
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "      |                             *",
        "      |                       *:::::*",
        "      |                       *",
        "    1k|                 .:::::#",
        "      |      :::::::::::#        .  .",
        "      |                          *  *",
        "      |               *    R  *::::::",
        "      |            *  :    *  *",
        "      |   Y     :  *    :::*::*",
        "     0|   .  :::#:::::::#",
        "      +------------------------------",
        "       0s           0.05s       0.10s",
      ]
    `);
  });

  test('zoomed to a single segment, with the staircases coming in from outside', async () => {
    const close = { ...viewport, x0: 69_000, x1: 71_000, y0: 0, y1: 1600, rows: 6 };
    const { lines } = renderGraph('time-sequence', await seriesOf(TRANSFER), close, { ...ascii, cursor: 70_000 });
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "      |               |",
        "    1k|:::::::::::::::R::::::::::::::",
        "      |               .",
        "     0|:::::::::::::::*::::::::::::::",
        "      +------------------------------",
        "       0.069s      0.070s      0.071s",
      ]
    `);
  });

  test('as bytes in flight', async () => {
    const { lines, extent } = renderGraph(
      'outstanding data',
      await seriesOf(TRANSFER),
      { ...viewport, y0: null, y1: null },
      ascii,
    );
    expect(extent).toEqual({ x0: 0, x1: 100_000, y0: 0, y1: 840 });
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "      |         ::::::::::::::::::",
        "      |",
        "      |               .",
        "      |              *:::",
        "   500|            .*    ::.",
        "      |           :::::::::***::::",
        "      |          **:          ::",
        "      |         *:              ::",
        "      |",
        "     0|",
        "      +------------------------------",
        "       0s           0.05s       0.10s",
      ]
    `);
  });

  test('as segment sizes', async () => {
    const { lines } = renderGraph('segment size', await seriesOf(TRANSFER), { ...viewport, y1: 400, rows: 6 }, ascii);
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "   400|",
        "      |",
        "   200|         ::::::::::::::::::",
        "     0|",
        "      +------------------------------",
        "       0s           0.05s       0.10s",
      ]
    `);
  });

  test('as a ladder', async () => {
    const { lines } = renderGraph('ladder', await seriesOf(TRANSFER), { ...viewport, cols: 60, rows: 14 }, ascii);
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "   seconds A                                               B",
        "         0 |- SYN 0 -------------------------------------->|",
        "    0.0100 |<-------------------- SYN ACK 0 ack 1 win 800 -|",
        "    0.0200 |- ACK 1 ack 1 win 800 ------------------------>|",
        "           |                                               |",
        "    0.0300 |<------------ ACK 1:201 (200) ack 1 win 64240 -|",
        "    0.0400 |<---------- ACK 201:401 (200) ack 1 win 64240 -|",
        "    0.0500 |<---------- ACK 401:601 (200) ack 1 win 64240 -|",
        "    0.0600 |- ACK 1 ack 201 win 800 ---------------------->|",
        "    0.0700 |<---------- ACK 201:401 (200) ack 1 win 64240 -|",
        "           |                                               |",
        "    0.0800 |- ACK 1 ack 601 win 800 ---------------------->|",
        "    0.0900 |<---------- ACK 601:801 (200) ack 1 win 64240 -|",
        "    0.1000 |- ACK 1 ack 801 win 800 ---------------------->|",
      ]
    `);
    expect(toneOf(lines, '201:401 (200) ack 1 win')).toBeDefined();
  });

  test('without a segment that has been seen is an empty frame', async () => {
    const { lines } = renderGraph(
      'RTT',
      await seriesOf('a 10.0.0.1:1\n b 10.0.0.2:2\n 0 a > b S'),
      { ...viewport, rows: 4 },
      ascii,
    );
    expect(plain(lines)).toMatchInlineSnapshot(`
      [
        "    1k|",
        "     0|",
        "      +------------------------------",
        "       0s           0.05s       0.10s",
      ]
    `);
  });
});

test('every graph has as many lines as asked for, none too long', async () => {
  const series = await seriesOfFile(fixture('lossy-transfer.pcapng'), 1);
  for (const [cols, rows] of [
    [80, 18],
    [60, 10],
    [200, 50],
    [20, 3],
  ]) {
    for (const kind of ['time-sequence', 'throughput', 'RTT', 'outstanding data', 'segment size', 'ladder'] as const) {
      const { lines } = renderGraph(kind, series, wholeOf(series.packets.x.last(), cols, rows), ascii);
      expect(lines).toHaveLength(rows);
      expect(Math.max(...lines.map((line) => line.map(({ text }) => text).join('').length))).toBeLessThanOrEqual(cols);
    }
  }
});

test('a ladder without room for the length of a silence leaves part of it out', async () => {
  const series = await seriesOf('a 10.0.0.1:1\n b 10.0.0.2:2\n 0 a > b S\n 10.123 b > a S. ack 1');
  const { lines } = renderGraph('ladder', series, wholeOf(series.packets.x.last(), 12, 12), ascii);
  expect(plain(lines)[6]).toBe('           |10.1 s|');
});

test('a sparkline shows the greatest value of each cell', async () => {
  const series = await seriesOf(TRANSFER);
  expect(sparkline('outstanding data', series, 1, { x0: 0, x1: 100_000 }, 11, 'braille')).toMatchInlineSnapshot(`
    {
      "bars": "   ▃▆█   ▃ ",
      "greatest": "601B",
      "least": "201B",
      "title": "outstanding data",
    }
  `);
});

describe('a viewport', () => {
  const whole = wholeOf(1_000_000, 80, 24);

  test('zooms around a time that keeps its place', () => {
    expect(zoomed(whole, 0.5, 200_000, 1_000_000)).toMatchObject({ x0: 100_000, x1: 600_000 });
    expect(zoomed(zoomed(whole, 0.5, 200_000, 1_000_000), 4, 200_000, 1_000_000)).toMatchObject({
      x0: 0,
      x1: 1_000_000,
    });
  });

  test('stays within the connection', () => {
    const half = zoomed(whole, 0.5, 0, 1_000_000);
    expect(panned(half, 0.5, 1_000_000)).toMatchObject({ x0: 250_000, x1: 750_000 });
    expect(panned(half, 9, 1_000_000)).toMatchObject({ x0: 500_000, x1: 1_000_000 });
    expect(revealing(half, 600_000, 1_000_000)).toMatchObject({ x0: 100_000, x1: 600_000 });
    expect(revealing(half, 300_000, 1_000_000)).toBe(half);
  });

  test('never closes to nothing', () => {
    expect(zoomed(whole, 1e-9, 500_000, 1_000_000)).toMatchObject({ x0: 499_995, x1: 500_005 });
  });
});
