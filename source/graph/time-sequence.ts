/**
 * Sequence numbers over time: what was sent, the staircase of acknowledgements below it and that of the window's end above
 * it, with the marks of tcptrace's graph (docs/tcptrace.md, "Time-sequence graph").
 */
import type { GraphDefinition } from './definition.ts';

export const timeSequence: GraphDefinition = {
  title: 'time-sequence',
  unit: 'bytes',
  fromZero: false,
  legend: [
    { sign: '|', text: 'data', tone: 'data' },
    { sign: '|', text: 'again', tone: 'retransmission' },
    { sign: '_', text: 'ack', tone: 'acknowledged' },
    { sign: '.', text: 'window', tone: 'window' },
  ],
  layers: ({ segments, acks, sacks, marks }) => [
    { shape: 'steps', name: 'window end', tone: 'window', x: acks.x, y: acks.windowEnd, beyond: true },
    { shape: 'steps', name: 'acknowledged', tone: 'acknowledged', x: acks.x, y: acks.ack, beyond: false },
    { shape: 'bars', name: 'SACK', bars: sacks },
    { shape: 'bars', name: 'segment', bars: segments },
    { shape: 'marks', name: 'mark', ...marks },
  ],
};
