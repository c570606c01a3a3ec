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
