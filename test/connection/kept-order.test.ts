import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptOrder } from '../../source/connection/kept-order.ts';

const NOBODY = -1;

function orderOf(rows: number): KeptOrder {
  const order = new KeptOrder(rows);
  for (let row = 0; row < rows; row++) expect(order.take()).toBe(row);
  return order;
}

/** The rows as they go, one after the other. */
function going(order: KeptOrder, spared = NOBODY): number[] {
  const gone: number[] = [];
  for (let row = order.first(spared); row >= 0; row = order.first(spared)) {
    order.giveBack(row);
    gone.push(row);
  }
  return gone;
}

it('lets the one idle longest go first where none is over', () => {
  const order = orderOf(4);
  order.active(0);
  order.active(2);
  expect(going(order)).toEqual([1, 3, 0, 2]);
});

it('lets those that are over go before open ones, the first before the others, whatever came after', () => {
  const order = orderOf(4);
  order.end(3);
  order.end(1);
  order.end(3);
  order.active(3);
  expect(going(order)).toEqual([3, 1, 0, 2]);
});

it('never lets the one go that somebody looks at', () => {
  const order = orderOf(3);
  order.end(1);
  expect(going(order, 1)).toEqual([0, 2]);
  expect(order.count).toBe(1);
});

it('gives rows again that were given back, as new', () => {
  const order = orderOf(2);
  order.end(0);
  order.giveBack(0);
  expect(order.take()).toBe(0);
  expect(order.isOver(0)).toBe(false);
  expect(going(order)).toEqual([1, 0]);
});

it('orders as two plain lists do', () => {
  const event = fc.record({ row: fc.nat(7), closed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const order = orderOf(8);
      let open = [0, 1, 2, 3, 4, 5, 6, 7];
      const closed: number[] = [];
      for (const { row, closed: closes } of events) {
        if (closes) order.end(row);
        else order.active(row);
        if (closed.includes(row)) continue;
        open = open.filter((other) => other !== row);
        (closes ? closed : open).push(row);
      }
      expect(going(order)).toEqual([...closed, ...open]);
    }),
  );
});
