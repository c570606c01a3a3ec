/** The row of a direction of a UDP pair, 2 × pair + side. */
import { IDENTITY } from './direction.ts';
import { structure } from './structure.ts';

export const PAIR = structure([
  ...IDENTITY,
  {
    name: 'datagrams',
    stage: 'core',
    begins: 'after',
    fields: [
      ['datagrams', 'f64', 'datagrams'],
      ['datagramBytes', 'f64', 'sum of the UDP length fields, headers included, bytes'],
    ],
  },
]);

export const Pair = PAIR.fields;
