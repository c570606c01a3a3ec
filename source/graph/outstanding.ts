/** Bytes in flight, with the window that bounds them. */
import type { GraphDefinition } from './definition.ts';

export const outstanding: GraphDefinition = {
  title: 'outstanding data',
  unit: 'bytes',
  fromZero: true,
  legend: [
    { sign: '/', text: 'in flight', tone: 'data' },
    { sign: '/', text: 'mean', tone: 'average' },
    { sign: '_', text: "receiver's window", tone: 'window' },
  ],
  layers: ({ flight: { x, bytes, window, average } }) => [
    { shape: 'steps', name: 'window', tone: 'window', x, y: window, beyond: false },
    { shape: 'line', name: 'mean in flight', tone: 'average', x, y: average, beyond: false },
    { shape: 'line', name: 'in flight', tone: 'data', x, y: bytes, beyond: false },
  ],
};
