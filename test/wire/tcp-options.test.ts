import { describe, expect, test } from 'vitest';
import { TcpOption, TcpOptionWalk } from '../../source/wire/tcp-options.ts';
import { concat } from './frames.ts';

/** A walk over these options in a header that says it is as long as they are, padded. */
function walkOver(options: string, captured?: number): TcpOptionWalk {
  const length = 20 + Math.ceil(options.replace(/\s/g, '').length / 8) * 4;
  const header = concat(
    '00'.repeat(12),
    (length << 2).toString(16).padStart(2, '0'),
    '00'.repeat(7),
    options,
    '00000000',
  );
  const walk = new TcpOptionWalk();
  walk.start(header, 0, captured ?? length);
  return walk;
}

const kindsOf = (walk: TcpOptionWalk): number[] => {
  const kinds: number[] = [];
  while (walk.next()) kinds.push(walk.kind);
  return kinds;
};

test('a SYN as Linux sends it', () => {
  const walk = walkOver('0204 05b4 0402 080a 00000001 00000002 01 0303 07');
  expect(walk.next() && walk.maximumSegmentSize()).toBe(1460);
  expect(walk.next() && walk.kind).toBe(TcpOption.sackPermitted);
  expect(walk.next() && [walk.timestampValue(), walk.timestampEcho()]).toEqual([1, 2]);
  expect(walk.next() && walk.windowScale()).toBe(7);
  expect(walk.next()).toBe(false);
});

test('SACK blocks', () => {
  const walk = walkOver('01 01 05 12 00000064 000000c8 fffffff0 00000010');
  expect(walk.next() && walk.sackBlocks()).toBe(2);
  expect([walk.sackLeft(0), walk.sackRight(0)]).toEqual([100, 200]);
  expect([walk.sackLeft(1), walk.sackRight(1)]).toEqual([0xfffffff0, 16]);
});

describe('damaged options', () => {
  test('a length below 2 ends the walk, as does one behind the header', () => {
    expect(kindsOf(walkOver('0402 0800 0402'))).toEqual([4]);
    expect(kindsOf(walkOver('0402 0820 0402'))).toEqual([4]);
  });

  test('options that are not captured whole are left out', () => {
    expect(kindsOf(walkOver('0204 05b4 080a 00000001 00000002', 26))).toEqual([2]);
  });

  test('wrong sizes read as null; a scale beyond 14 is 14', () => {
    const walk = walkOver('0203 05 0303 0f 0802');
    expect(walk.next() && walk.maximumSegmentSize()).toBe(null);
    expect(walk.next() && walk.windowScale()).toBe(14);
    expect(walk.next() && walk.timestampValue()).toBe(null);
  });
});
