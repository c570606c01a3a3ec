import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type SortKey, sortedBy } from '../../source/session/order.ts';
import { inSlices } from '../../source/session/slices.ts';

const signal = new AbortController().signal;

const sorted = async (keys: readonly SortKey[], descending: boolean, count: number): Promise<number[]> => [
  ...(await inSlices(sortedBy(keys, descending, count), signal)),
];
const by = (values: readonly (number | null)[]): SortKey => ({ value: (connection) => values[connection] });

function plainlySorted(values: readonly (number | null)[], descending: boolean): number[] {
  return values
    .map((value, connection) => ({ value, connection }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        return Number(one.value === null) - Number(other.value === null) || one.connection - other.connection;
      }
      const order = descending ? other.value - one.value : one.value - other.value;
      return order || one.connection - other.connection;
    })
    .map(({ connection }) => connection);
}

describe('sorting', () => {
  test('goes by number of the connection without a key, and among equals', async () => {
    expect(await sorted([], false, 3)).toEqual([0, 1, 2]);
    expect(await sorted([by([2, 1, 2, 1])], false, 4)).toEqual([1, 3, 0, 2]);
    expect(await sorted([by([2, 1, 2, 1])], true, 4)).toEqual([0, 2, 1, 3]);
  });

  test('puts what is not known last in both directions', async () => {
    const values = [null, -5, 0.25, Number.NaN, 1e300, -0, 2 ** 53];
    expect(await sorted([by(values)], false, 7)).toEqual([1, 5, 2, 6, 4, 0, 3]);
    expect(await sorted([by(values)], true, 7)).toEqual([4, 6, 2, 5, 1, 0, 3]);
  });

  test('takes a second key among equals only where it applies', async () => {
    const second: SortKey = { value: (connection) => -connection, applies: (connection) => connection >= 2 };
    expect(await sorted([by([1, 0, 9, 9, 9]), second], false, 5)).toEqual([1, 0, 4, 3, 2]);
  });

  test.each([
    ['doubles', fc.double({ noNaN: true, noDefaultInfinity: true })],
    ['small counts', fc.integer({ min: 0, max: 20 })],
    ['32-bit numbers', fc.integer()],
    ['large whole numbers', fc.maxSafeInteger()],
    ['microseconds since 1970', fc.integer({ min: 0, max: 2 ** 40 }).map((micros) => 1.7e15 + micros)],
  ] as [string, fc.Arbitrary<number>][])('of %s equals a plain sort', (_, numbers) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(numbers), { maxLength: 300 }), fc.boolean(), async (values, descending) => {
        expect(await sorted([by(values)], descending, values.length)).toEqual(plainlySorted(values, descending));
      }),
    ),
  );

  test('of half a million stops for events after every few thousand', () => {
    const work = sortedBy([{ value: (connection) => (connection * 7919) % 500_009 }], false, 500_000);
    let stops = 0;
    let step = work.next();
    for (; !step.done; step = work.next()) stops++;
    expect((step.value[0] * 7919) % 500_009).toBe(0);
    // Ten times through the values, 4,096 at a time.
    expect(stops).toBe(10 * Math.ceil(500_000 / 4096));
  });

  test('handles events after every 8 ms', async () => {
    let now = 0;
    // A millisecond passes from one look at the clock to the next.
    vi.spyOn(performance, 'now').mockImplementation(() => now++);
    onTestFinished(() => void vi.restoreAllMocks());
    const turns: number[] = [];
    const work = (function* () {
      for (let step = 0; step < 30; step++) {
        setImmediate(() => turns.push(step));
        yield;
      }
    })();
    await inSlices(work, signal);
    // 30 steps of a millisecond each are stopped three times.
    expect(turns).toEqual(Array.from({ length: 24 }, (_, step) => step));
  });

  test('ends when aborted', async () => {
    const abort = new AbortController();
    const work = inSlices(sortedBy([{ value: (connection) => -connection }], false, 2_000_000), abort.signal);
    abort.abort(new Error('another order was asked for'));
    await expect(work).rejects.toThrow('another order was asked for');
  });
});
