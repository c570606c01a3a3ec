import { expect, test } from 'vitest';
import { graphXpl } from '../../source/report/xplot/graph-xpl.ts';
import { EXCHANGE, seriesOf } from '../graph/series-of.ts';

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
    'darrow 0.030000 1',
    'uarrow 0.030000 201',
    'line 0.030000 1 0.030000 201',
    'red',
    'darrow 0.040000 1',
    'uarrow 0.040000 201',
    'line 0.040000 1 0.040000 201',
    'atext 0.040000 201 red',
    'R',
    'go',
    '',
  ]);
});

test('a ladder as xplot reads it has an arrow a packet, from life line to life line, time downwards', async () => {
  const view = { x0: 0, x1: 15_000 };
  expect(graphXpl('ladder', await seriesOf(EXCHANGE), 1, view, 'a and b').split('\n')).toEqual([
    'unsigned dtime',
    'title',
    'a and b',
    'xlabel',
    'A and B',
    'ylabel',
    'seconds, downwards',
    'invisible 0 -0.000000',
    'invisible 0 -0.015000',
    'invisible 100 -0.000000',
    'invisible 100 -0.015000',
    'white',
    'line 40 -0.000000 40 -0.015000',
    'line 60 -0.000000 60 -0.015000',
    'magenta',
    'line 40 -0.000000 60 -0.000000',
    'rarrow 60 -0.000000',
    'ltext 40 -0.000000',
    'SYN 0',
    'magenta',
    'line 60 -0.010000 40 -0.010000',
    'larrow 40 -0.010000',
    'rtext 60 -0.010000',
    'SYN ACK 0 ack 1 win 800',
    'go',
    '',
  ]);
});
