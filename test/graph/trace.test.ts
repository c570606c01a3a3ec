import { expect, test } from 'vitest';
import { PacketBatch } from '../../source/capture/packets.ts';
import { SegmentOutcome } from '../../source/connection/outcome.ts';
import { renderTrace, TraceSeries } from '../../source/graph/trace.ts';
import { wholeOf } from '../../source/graph/viewport.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import { plain } from './series-of.ts';

const packets = new PacketBatch();

function traceOf(seen: readonly { seconds: number; bytes: number; opened?: boolean; again?: boolean }[]): TraceSeries {
  const trace = new TraceSeries();
  const segments = new SegmentBatch(1);
  const outcome = new SegmentOutcome();
  for (const { seconds, bytes, opened, again } of seen) {
    segments.dataLength[0] = bytes;
    outcome.micros = 1_700_000_000e6 + seconds * 1e6;
    outcome.opened = opened ?? false;
    outcome.retransmittedBytes = again ? bytes : 0;
    trace.segment(packets, segments, 0, 1, outcome);
  }
  return trace;
}

test('intervals double until the trace fits, and lose nothing', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100, opened: true },
    { seconds: 0.0015, bytes: 200 },
    { seconds: 0.9, bytes: 300, again: true },
    { seconds: 3.5, bytes: 400 },
  ]);
  expect(trace.intervalMicros).toBe(4000);
  expect(trace.count('packets', 0)).toBe(2);
  expect(trace.count('bytes', 0)).toBe(300);
  expect(trace.count('new connections', 0)).toBe(1);
  expect(trace.count('retransmissions', 225)).toBe(1);
  expect(trace.count('bytes', 875)).toBe(400);
  expect(trace.lastMicros).toBe(3_500_000);
});

test('another thread sees the same counts', () => {
  const trace = traceOf([{ seconds: 0, bytes: 100 }]);
  expect(new TraceSeries(trace.buffer).count('bytes', 0)).toBe(100);
  expect(new TraceSeries(trace.buffer).firstMicros).toBe(1_700_000_000e6);
});

test('a measure is drawn as bars that keep the highest interval', () => {
  const trace = traceOf([
    { seconds: 0, bytes: 100 },
    { seconds: 0.5, bytes: 400 },
    { seconds: 1, bytes: 200 },
  ]);
  const { lines, greatest } = renderTrace('bytes', trace, wholeOf(trace.lastMicros, 28, 7), 'ascii');
  expect(greatest).toBe(400);
  expect(plain(lines)).toMatchInlineSnapshot(`
    [
      "      |          *",
      "      |          *",
      "      |          *         :",
      "      |:         *         *",
      "     0|*         *         *",
      "      +---------------------",
      "       0s      0.5s     1.0s",
    ]
  `);
});
