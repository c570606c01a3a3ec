import { expect, test } from 'vitest';
import { graphXpl } from '../../source/session/session.ts';
import { seriesOf } from '../graph/series-of.ts';

const EXCHANGE = `
  a 10.0.0.1:1000
  b 10.0.0.2:80
  0     a > b S win 800 <mss 1000>
  0.010 b > a S. ack 1 win 800 <mss 1000>
  0.020 a > b . ack 1 win 800
  0.030 b > a P. 1:201(200) ack 1
  0.040 b > a P. 1:201(200) ack 1
  0.050 a > b . ack 201 win 0`;

test('a time-sequence graph as xplot reads it has every value in view, in its colour', async () => {
  const view = { x0: 25_000, x1: 45_000 };
  expect(graphXpl('time-sequence', await seriesOf(EXCHANGE), 1, view, 'from b to a').split('\n')).toEqual([
    'dtime double',
    'title',
    'from b to a',
    'xlabel',
    'time',
    'ylabel',
    'time-sequence',
    'yellow',
    'green',
    'white',
    'line 0.030000 1 0.030000 201',
    'red',
    'line 0.040000 1 0.040000 201',
    'atext 0.040000 201 red',
    'R',
    'go',
    '',
  ]);
});
