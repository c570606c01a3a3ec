import { expect, test } from 'vitest';
import { Batch, type Recordable } from '../../source/proxy/batch.ts';

/** Says in words what it is told. */
function told(): { words: string[]; heard: () => Promise<void>; one: (name: string) => Recordable } {
  const words: string[] = [];
  let hear = (): void => {};
  return {
    words,
    heard: () => new Promise((resolve) => (hear = resolve)),
    one: (name) => ({
      record(side, bytes, from, length, micros, taken) {
        words.push(`${name} ${side} ${bytes.toString('latin1', from, from + length)} at ${micros}, ${taken} taken`);
        hear();
      },
    }),
  };
}

test('pieces are recorded in their order, with what was taken as they were forwarded', () => {
  const { words, one } = told();
  const [a, b] = [one('a'), one('b')];
  const batch = new Batch();
  const memory = Buffer.from('ask');
  expect(batch.note(a, 0, memory, 100)).toBe(true);
  expect(batch.taken(a, 0, 3, 100)).toBe(true);
  memory.write('???');
  batch.note(b, 1, Buffer.from('answer'), 110);
  expect(words).toEqual([]);
  batch.record();
  expect(words).toEqual(['a 0 ask at 100, 3 taken', 'b 1 answer at 110, 0 taken']);
  batch.record();
  expect(words).toHaveLength(2);
  batch.close();
});

test('what is taken later than a piece was forwarded, or not of the last piece, is recorded by itself', () => {
  const { one } = told();
  const [a, b] = [one('a'), one('b')];
  const batch = new Batch();
  expect(batch.taken(a, 0, 3, 100)).toBe(false);
  batch.note(a, 0, Buffer.from('ask'), 100);
  expect(batch.taken(a, 0, 3, 101)).toBe(false);
  expect(batch.taken(a, 1, 3, 100)).toBe(false);
  expect(batch.taken(b, 0, 3, 100)).toBe(false);
  batch.close();
});

test('a piece of 2,048 bytes is put off, a longer one is not', () => {
  const batch = new Batch();
  const { words, one } = told();
  expect(batch.note(one('a'), 0, Buffer.alloc(2049), 1)).toBe(false);
  expect(batch.note(one('a'), 0, Buffer.alloc(2048, 'x'), 1)).toBe(true);
  batch.close();
  expect(words).toEqual([`a 0 ${'x'.repeat(2048)} at 1, 0 taken`]);
});

test('a 33rd piece does not wait, nor does any wait for ever', async () => {
  const batch = new Batch();
  const { words, heard, one } = told();
  for (let piece = 1; piece <= 33; piece++) batch.note(one('a'), 0, Buffer.from(String(piece)), piece);
  expect(words).toHaveLength(32);
  await heard();
  expect(words.at(-1)).toBe('a 0 33 at 33, 0 taken');
});
