/** Bytes a second: over the last ten segments, and since the connection began. */
import type { GraphDefinition } from './definition.ts';

export const throughput: GraphDefinition = {
  title: 'throughput',
  unit: 'bytes a second',
  fromZero: true,
  legend: [
    { sign: '/', text: 'over 10 segments', tone: 'data' },
    { sign: '/', text: 'since the beginning', tone: 'average' },
  ],
  layers: ({ throughput: { x, instant, average } }) => [
    { shape: 'line', name: 'average throughput', tone: 'average', x, y: average, beyond: false },
    { shape: 'line', name: 'throughput', tone: 'data', x, y: instant, beyond: false },
  ],
};
