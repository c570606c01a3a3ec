import { expect, it } from 'vitest';
import { PacketIndex } from '../../source/analysis/packet-index.ts';

it('finds the packets of one connection among others', () => {
  const index = new PacketIndex();
  for (let number = 1; number <= 6; number++) index.add(number, number * 100);
  index.link(1, 3);
  index.link(3, 6);
  const numbers = new Float64Array(8);
  const positions = new Float64Array(8);
  expect(index.collect(1, numbers, positions)).toBe(3);
  expect([...numbers.slice(0, 3)]).toEqual([1, 3, 6]);
  expect([...positions.slice(0, 3)]).toEqual([100, 300, 600]);
});

it('goes on where a full batch ended', () => {
  const index = new PacketIndex();
  for (let number = 1; number <= 5; number++) index.add(number, number);
  for (let number = 1; number < 5; number++) index.link(number, number + 1);
  const numbers = new Float64Array(2);
  const positions = new Float64Array(2);
  expect(index.collect(1, numbers, positions)).toBe(2);
  expect(index.after(numbers[1])).toBe(3);
  expect(index.collect(5, numbers, positions)).toBe(1);
});

it('keeps positions beyond 4 GiB, also when a stretch holds no packet', () => {
  const index = new PacketIndex();
  const positions = [24, 2 ** 32 - 10, 2 ** 32 + 6, 3 * 2 ** 32 + 1, 3 * 2 ** 32 + 77];
  for (const [i, position] of positions.entries()) index.add(i + 1, position);
  expect(positions.map((_, i) => index.position(i + 1))).toEqual(positions);
});

it('is read through its buffers by another thread', () => {
  const index = new PacketIndex();
  index.add(1, 2 ** 33 + 5);
  expect(new PacketIndex(index.buffers).position(1)).toBe(2 ** 33 + 5);
});

it('holds the last packets where it is a ring', () => {
  const index = PacketIndex.ring(4);
  for (let number = 1; number <= 6; number++) {
    if (number > 4) index.forgetOldest();
    index.add(number, number * 100);
    index.own(number, number % 2);
  }
  index.link(4, 6);
  expect([1, 2, 3, 6, 7].map((number) => index.has(number))).toEqual([false, false, true, true, false]);
  expect(index.after(4)).toBe(6);
  expect(index.after(2)).toBe(0);
  expect(index.position(5)).toBe(500);
  expect([3, 4].map((number) => index.owner(number))).toEqual([1, 0]);
});

it('forgets in a ring what lay in the places of packets that were cut away', () => {
  const index = PacketIndex.ring(4);
  for (const number of [1, 2, 3]) {
    index.add(number, number * 100);
    index.own(number, 7);
  }
  index.add(6, 600);
  expect([5, 6].map((number) => index.owner(number))).toEqual([-1, -1]);
  expect(index.position(5)).toBe(600);
});

it('knows packets by their numbers modulo 2^32', () => {
  const index = PacketIndex.ring(8);
  const first = 2 ** 32 - 2;
  for (let number = first; number < first + 6; number++) index.add(number, number);
  index.link(first % 2 ** 32, 2);
  const numbers = new Float64Array(4);
  const positions = new Float64Array(4);
  expect(index.collect(first, numbers, positions)).toBe(2);
  expect([...numbers.slice(0, 2)]).toEqual([first, 2]);
  expect([...positions.slice(0, 2)]).toEqual([first, 2 ** 32 + 2]);
});
