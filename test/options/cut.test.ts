/** The cuts that the screen sets anew. */
import { describe, expect, test } from 'vitest';
import { type CutName, canBeReadAgain, withCut } from '../../source/options/cut.ts';
import { exploring } from './support.ts';

const { capture } = exploring('--from +1s --host 10.0.0.1 -B5 x.pcap');
const cuts = (name: CutName, words: string) => withCut(capture, name, words.split(' ').filter(Boolean)).cuts;

describe('a cut', () => {
  test('replaces the one of its kind, and leaves the others', () => {
    expect(cuts('from', '+2.5s')).toEqual({ ...capture.cuts, from: { kind: 'offset', micros: 2_500_000 } });
    expect(cuts('host', '10.0.0.2 2001:db8::/32')).toEqual({ ...capture.cuts, hosts: ['10.0.0.2', '2001:db8::/32'] });
    expect(cuts('port', '80-90 443')).toEqual({
      ...capture.cuts,
      ports: [
        { from: 80, to: 90 },
        { from: 443, to: 443 },
      ],
    });
  });

  test('takes a date and a time as two words', () => {
    expect(cuts('to', '2026-01-31 10:05:00Z').to).toEqual({ kind: 'absolute', micros: 1_769_853_900_000_000 });
  });

  test('without words is taken away; nocut takes all away', () => {
    expect(cuts('from', '')).toEqual({ ...capture.cuts, from: null });
    expect(cuts('host', '')).toEqual({ ...capture.cuts, hosts: [] });
    expect(cuts('nocut', '')).toEqual({
      firstPacket: null,
      lastPacket: null,
      from: null,
      to: null,
      hosts: [],
      ports: [],
    });
  });

  test.each([
    [
      'from',
      'noon',
      ":from: 'noon' is not a time; write 2026-01-31T10:05:00 (local, or with Z or +01:00 at its end) or +12.5s",
    ],
    ['host', 'x', ":host: 'x' is not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32"],
    ['port', '0-70000', ":port: '0-70000' is no port; write 443 or 80-90, at most 65535"],
  ] as const)(':%s %s is refused', (name, words, message) => {
    expect(() => cuts(name, words)).toThrow(message);
  });
});

test('files can be read again; what is still written, or came through a pipe, cannot', () => {
  expect(canBeReadAgain(capture)).toBe(true);
  expect(canBeReadAgain(exploring('--follow x.pcap').capture)).toBe(false);
  expect(canBeReadAgain(exploring('-').capture)).toBe(false);
});
