import { expect, test } from 'vitest';
import { TraceIntervals } from '../../source/analysis/trace-intervals.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { segmentColumns } from '../../source/connection/columns.ts';
import { Fact, NOBODY } from '../../source/connection/layout/constants.ts';
import { besideInTrace, intervalIn, readTrace, renderTrace, traceCsv } from '../../source/graph/trace.ts';
import { wholeOf } from '../../source/graph/viewport.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import { plain } from './series-of.ts';

interface Seen {
  seconds: number;
  bytes: number;
  facts?: number;
  /** No TCP segment of a connection. */
  other?: true;
}

function traceOf(seen: readonly Seen[]): TraceIntervals {
  const trace = new TraceIntervals();
  const packets = new PacketBatch();
  const segments = new SegmentBatch(seen.length);
  const columns = segmentColumns(seen.length);
  for (const [i, { seconds, bytes, facts, other }] of seen.entries()) {
    packets.micros[i] = 1_700_000_000e6 + seconds * 1e6;
    segments.dataLength[i] = bytes;
    columns.number[i] = i + 1;
    columns.direction[i] = other ? NOBODY : 0;
    columns.facts[i] = facts ?? 0;
  }
  trace.batch(packets, segments, columns, seen.length);
  return trace;
}

const { opened, resent, hardwareDuplicate } = Fact;

test('intervals double until the trace fits, and lose nothing', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100, facts: opened },
    { seconds: 0.0015, bytes: 200 },
    { seconds: 0.9, bytes: 300, facts: resent },
    { seconds: 30, bytes: 400 },
  ]);
  expect(trace.intervalMicros).toBe(4000);
  expect(trace.count('packets', 0)).toBe(2);
  expect(trace.count('bytes', 0)).toBe(300);
  expect(trace.count('new connections', 0)).toBe(1);
  expect(trace.count('retransmissions', 225)).toBe(1);
  expect(trace.count('bytes', 7500)).toBe(400);
  expect(trace.lastMicros).toBe(30_000_000);
  expect(trace.length).toBe(7501);
});

test('what was captured twice is no retransmission, and what is no TCP does not count', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100 },
    { seconds: 0, bytes: 100, facts: hardwareDuplicate },
    { seconds: 0, bytes: 500, other: true },
  ]);
  expect(readTrace(trace, wholeOf(1000, 80, 24), 0)).toEqual({
    from: 0,
    to: 1000,
    counts: [
      { measure: 'packets', count: 2 },
      { measure: 'bytes', count: 200 },
      { measure: 'retransmissions', count: 0 },
      { measure: 'new connections', count: 0 },
    ],
  });
});

test('another thread sees the same counts', () => {
  const trace = traceOf([{ seconds: 0, bytes: 100 }]);
  expect(new TraceIntervals(trace.buffer).count('bytes', 0)).toBe(100);
  expect(new TraceIntervals(trace.buffer).firstMicros).toBe(1_700_000_000e6);
});

test('a measure is drawn as bars, with the cursor', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100 },
    { seconds: 0.5, bytes: 400 },
    { seconds: 1, bytes: 200 },
  ]);
  const options = { characters: 'ascii', cursor: 250_000 } as const;
  const { lines, extent } = renderTrace('bytes', trace, wholeOf(trace.lastMicros, 28, 7), options);
  expect(extent.y1).toBe(420);
  expect(plain(lines)).toMatchInlineSnapshot(`
    [
      "      |     |    *",
      "      |     |    *",
      "      |     |    *         :",
      "      |:    |    *         *",
      "     0|*    |    *         *",
      "      +---------------------",
      "       0s      0.5s     1.0s",
    ]
  `);
});

test('zoomed in, an interval is as wide as it lasts', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 0 },
    { seconds: 0.004, bytes: 100 },
    { seconds: 0.009, bytes: 0 },
  ]);
  const viewport = { ...wholeOf(trace.lastMicros, 28, 6), x0: 2000, x1: 7000 };
  const { lines } = renderTrace('bytes', trace, viewport, { characters: 'ascii', cursor: null });
  expect(plain(lines)).toMatchInlineSnapshot(`
    [
      "   100|        ####*",
      "      |        ####*",
      "      |        ####*",
      "     0|        ####*",
      "      +---------------------",
      "                0.005s",
    ]
  `);
});

test('intervals too narrow for the picture are joined, and none of them is left out', () => {
  const trace = traceOf(Array.from({ length: 1000 }, (_, i) => ({ seconds: i / 1000, bytes: i === 400 ? 9000 : 10 })));
  const view = wholeOf(1_000_000, 57, 10);
  expect(intervalIn(trace, view)).toBe(16_000);
  expect(readTrace(trace, view, 400_000)?.counts).toContainEqual({ measure: 'bytes', count: 9150 });
  expect(renderTrace('bytes', trace, view, { characters: 'ascii', cursor: null }).extent.y1).toBeCloseTo(9150 * 1.05);
  const counted = traceCsv(trace, view).trim().split('\n').slice(1);
  expect(counted.reduce((total, line) => total + Number(line.split(',')[1]), 0)).toBe(1000);
});

test('the next interval with a retransmission is found in both directions', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 1 },
    { seconds: 0.2, bytes: 1, facts: resent },
    { seconds: 0.4, bytes: 1 },
  ]);
  const view = wholeOf(trace.lastMicros, 207, 24);
  expect(besideInTrace('retransmissions', trace, view, 0, 1)).toBe(200_000);
  expect(besideInTrace('retransmissions', trace, view, 400_000, -1)).toBe(200_000);
  expect(besideInTrace('retransmissions', trace, view, 200_000, 1)).toBeNull();
});

test('as comma-separated values it has all measures of the intervals in view', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100, facts: opened },
    { seconds: 0.001, bytes: 200, facts: resent },
    { seconds: 0.002, bytes: 300 },
  ]);
  expect(traceCsv(trace, wholeOf(1500, 80, 24)).split('\n')).toEqual([
    'seconds,packets,bytes,retransmissions,new_connections',
    '0.000000,1,100,0,1',
    '0.001000,1,200,1,0',
    '',
  ]);
});
