/** Payload bytes of each segment. */
import type { GraphDefinition } from './definition.ts';

export const segmentSize: GraphDefinition = {
  title: 'segment size',
  unit: 'bytes',
  fromZero: true,
  legend: [
    { sign: '.', text: 'segment', tone: 'data' },
    { sign: '/', text: 'mean', tone: 'average' },
  ],
  layers: ({ sizes: { x, bytes, average } }) => [
    { shape: 'line', name: 'mean segment size', tone: 'average', x, y: average, beyond: false },
    { shape: 'dots', name: 'segment size', tone: 'data', x, y: bytes, beyond: false },
  ],
};
