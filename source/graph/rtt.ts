/** Round-trip times of segments that were sent once (Karn's rule, RFC 6298 section 3). */
import type { GraphDefinition } from './definition.ts';

export const rtt: GraphDefinition = {
  title: 'RTT',
  unit: 'milliseconds',
  fromZero: true,
  legend: [{ sign: '/', text: 'round-trip time', tone: 'data' }],
  layers: ({ rtt: { x, milliseconds } }) => [
    { shape: 'line', name: 'RTT', tone: 'data', x, y: milliseconds, beyond: false },
  ],
};
