import { expect, test } from 'vitest';
import { TONES } from '../../source/graph/cells.ts';
import { readCursor } from '../../source/graph/cursor.ts';
import { MARKS } from '../../source/graph/layers.ts';
import { SequenceSpace } from '../../source/graph/sequence.ts';
import type { DirectionSeries } from '../../source/graph/series.ts';
import { seriesOf } from './series-of.ts';

/** A reply of four segments whose second is lost, reported by SACK and sent again; ISNs just below the wrap. */
const LOSS = `
  a 10.0.0.1:1000 isn 4294967290
  b 10.0.0.2:80   isn 4294967000
  0     a > b S win 1000 <mss 1000,sackOK,wscale 0>
  0.010 b > a S. ack 1 win 1000 <mss 1000,sackOK,wscale 0>
  0.020 a > b . ack 1 win 1000
  0.030 b > a . 1:101(100) ack 1
  0.031 b > a . 101:201(100) ack 1
  0.032 b > a . 201:301(100) ack 1
  0.040 a > b . ack 101 win 1000
  0.042 a > b . ack 101 win 1000 <sack 201:301>
  0.050 b > a . 101:201(100) ack 1
  0.060 a > b . ack 301 win 0
  0.070 b > a F. 301:301(0) ack 1`;

const marks = ({ marks: { x, y, marks } }: DirectionSeries): [number, number, string][] =>
  Array.from({ length: x.count }, (_, i) => [x.values[i], y.values[i], MARKS[marks.values[i]].letter]);

test('sequence numbers are relative and do not wrap', async () => {
  const { directions } = await seriesOf(LOSS);
  const { segments, acks } = directions[1];
  expect([...segments.from.values.subarray(0, segments.from.count)]).toEqual([0, 1, 101, 201, 101, 301]);
  expect([...segments.to.values.subarray(0, segments.to.count)]).toEqual([1, 101, 201, 301, 201, 302]);
  expect([...acks.ack.values.subarray(0, acks.ack.count)]).toEqual([1, 101, 101, 301]);
  expect([...acks.windowEnd.values.subarray(0, acks.ack.count)]).toEqual([1001, 1101, 1101, 301]);
});

test('what happened to a segment is its tone and its mark', async () => {
  const { directions } = await seriesOf(LOSS);
  const { segments, sacks } = directions[1];
  expect(Array.from(segments.tones.values.subarray(0, 6), (tone) => TONES[tone])).toEqual([
    'data',
    'data',
    'data',
    'data',
    'retransmission',
    'data',
  ]);
  expect([sacks.x.values[0], sacks.from.values[0], sacks.to.values[0]]).toEqual([42_000, 201, 301]);
  expect(marks(directions[1])).toEqual([
    [10_000, 1, 'Y'],
    [42_000, 101, 'd'],
    [42_000, 301, 'S'],
    [50_000, 201, 'R'],
    [60_000, 301, 'Z'],
    [70_000, 302, 'F'],
  ]);
});

/** A segment late, one captured twice, three duplicate ACKs, urgent data, ECN's echo and answer, and a reset. */
const TROUBLE = `
  a 10.0.0.1:1000
  b 10.0.0.2:80
  0     a > b SEW win 9000 <mss 1000>
  0.010 b > a SE. ack 1 win 9000 <mss 1000>
  0.020 a > b . ack 1 win 9000
  0.030 b > a . 1:101(100) ack 1
  0.031 b > a . 201:301(100) ack 1 id 4
  0.032 b > a . 101:201(100) ack 1 id 3
  0.033 b > a . 301:401(100) ack 1 copy 0.00001
  0.034 b > a .U 401:501(100) ack 1 urg 5
  0.040 a > b . ack 101 win 9000
  0.041 a > b . ack 101 win 9000
  0.042 a > b . ack 101 win 9000
  0.043 a > b .E ack 101 win 9000
  0.050 b > a .W 501:601(100) ack 1
  0.060 b > a R. 601:601(0) ack 1`;

test('late, captured twice, urgent, triple duplicate ACK, congestion and reset have their letters', async () => {
  const { directions } = await seriesOf(TROUBLE);
  expect(marks(directions[1]).slice(1)).toEqual([
    [32_000, 201, 'O'],
    [33_010, 401, 'D'],
    [34_000, 501, 'U'],
    [41_000, 101, 'd'],
    [42_000, 101, 'd'],
    [43_000, 101, '3'],
    [43_000, 101, 'C'],
    [50_000, 501, 'C'],
    [60_000, 601, 'X'],
  ]);
});

test('a cursor reads the packet next to it and the state just after that', async () => {
  const series = await seriesOf(LOSS);
  expect(readCursor(series, 1, 49_000)).toMatchObject({
    micros: 50_000,
    row: 8,
    packet: 9,
    side: 1,
    sequence: 201,
    acknowledged: 101,
    window: 1000,
  });
  expect(readCursor(series, 1, 1e9)).toMatchObject({ packet: 11, acknowledged: 301, window: 0 });
  expect(readCursor(series, 0, 0)).toMatchObject({ packet: 1, sequence: 1, acknowledged: null, window: null });
});

test('a clock that was set back does not move the graph back', async () => {
  const { packets } = await seriesOf('a 10.0.0.1:1\n b 10.0.0.2:2\n 5 a > b S\n 6 b > a S. ack 1\n 4 a > b . ack 1');
  expect([...packets.x.values.subarray(0, 3)].every((x, i, all) => i === 0 || x >= all[i - 1])).toBe(true);
});

test('a stray sequence number does not move its neighbours', () => {
  const space = new SequenceSpace();
  const numbers = [4_294_967_000, 100, 2_147_484_000, 200, 1, 300].map((number) => space.unwrap(number));
  expect(numbers).toEqual([0, 396, 2_147_484_000 - 4_294_967_000, 496, 297, 596]);
});
