/** The tables of what host and kernel share: nothing overlaps, everything is aligned, and what is busy lies on lines of its own. */
import { describe, expect, it } from 'vitest';
import { kernelFiles } from '../../source/connection/layout/assemblyscript.ts';
import { BATCH } from '../../source/connection/layout/batch.ts';
import { type Depth, DIRECTION, IDENTITY_OF_A, STRIDES } from '../../source/connection/layout/direction.ts';
import { OUTCOME } from '../../source/connection/layout/outcome.ts';
import { PAIR } from '../../source/connection/layout/pair.ts';
import { SETTINGS, TABLE } from '../../source/connection/layout/settings.ts';
import { BYTES, CACHE_LINE, type Field, type Structure, structure } from '../../source/connection/layout/structure.ts';
import { TOTALS } from '../../source/connection/layout/totals.ts';

const STRUCTURES: Record<string, Structure> = {
  direction: DIRECTION,
  pair: PAIR,
  batch: BATCH,
  settings: SETTINGS,
  table: TABLE,
  totals: TOTALS,
  outcome: OUTCOME,
};

const endOf = ({ offset, type, count }: Field): number => offset + BYTES[type] * count;
const overlap = (one: Field, other: Field): boolean => one.offset < endOf(other) && other.offset < endOf(one);

describe.each(Object.entries(STRUCTURES))('%s', (_, { fields }) => {
  const all = Object.values(fields);
  /** What only A's row has, and so may lie where B's row has something else. */
  const ofA = new Set<string>(IDENTITY_OF_A.map(([name]) => name));

  it('has each field at a multiple of its size', () => {
    expect(all.filter(({ offset, type }) => offset % BYTES[type] !== 0)).toEqual([]);
  });

  it('has no two fields in one place, but for the two halves of an identity', () => {
    const both = all.flatMap((one, i) =>
      all
        .slice(i + 1)
        .filter((other) => overlap(one, other) && ofA.has(one.name) === ofA.has(other.name))
        .map((other) => `${one.name} and ${other.name}`),
    );
    expect(both).toEqual([]);
  });
});

describe('the row of a direction', () => {
  const part = (name: string) => DIRECTION.parts.find((each) => each.name === name)!;
  const lineOf = (offset: number): number => Math.floor(offset / CACHE_LINE);

  it('has room for the stages that run, and for no other', () => {
    expect(STRIDES).toEqual({ core: 96, traffic: 384, 'round trips': 704 });
    for (const depth of ['traffic', 'round trips'] satisfies Depth[]) expect(STRIDES[depth] % CACHE_LINE).toBe(0);
    expect((2 * STRIDES.core) % CACHE_LINE).toBe(0);
  });

  it('has what every packet touches on as few cache lines as hold it', () => {
    for (const name of ['eitherSide', 'ownPackets', 'roundTrips', 'outstanding']) {
      const { begin, end } = part(name);
      expect({ name, within: begin % CACHE_LINE }).toEqual({ name, within: 0 });
      expect({ name, lines: lineOf(end - 1) - lineOf(begin) + 1 }).toEqual({
        name,
        lines: Math.ceil((end - begin) / CACHE_LINE),
      });
    }
  });

  it("keeps the core stage, which may be another thread's, off the lines of the stages after it", () => {
    const last = lineOf(part('core').end - 1);
    const onThem = DIRECTION.parts.filter(({ stage, begin }) => stage !== 'core' && lineOf(begin) <= last);
    expect(onThem.map(({ name }) => name)).toEqual(['seldom']);
  });
});

describe('a table', () => {
  it('is laid out in order, each field at a multiple of its size', () => {
    const { fields, bytes } = structure([
      {
        ...{ name: 'one', stage: 'core', begins: 'after' },
        fields: [
          ['small', 'u8', ''],
          ['large', 'f64', ''],
          ['few', 'u16*3', ''],
        ],
      },
      { name: 'other', stage: 'traffic', begins: 'at a cache line', fields: [['view', 'Words', '']] },
    ]);
    const offsets = Object.values<Field>(fields).map(({ name, offset }) => [name, offset]);
    expect(offsets).toEqual([
      ['small', 0],
      ['large', 8],
      ['few', 16],
      ['view', 64],
    ]);
    expect(bytes).toBe(68);
  });

  it('has no name twice', () => {
    const fields = [
      ['packets', 'u8', ''],
      ['packets', 'u32', ''],
    ] as const;
    expect(() => structure([{ name: 'one', stage: 'core', begins: 'after', fields }])).toThrow(
      'two fields are called packets',
    );
  });

  it('is written down for the kernel', () => {
    const direction = kernelFiles().get('direction.ts')!;
    expect(direction).toContain(
      '  /** packets with SYN, modulo 256 */\n' +
        '  get syns(): u32 { return <u32>load<u8>(changetype<usize>(this), 24); }\n' +
        '  set syns(value: u32) { store<u8>(changetype<usize>(this), value, 24); }\n',
    );
    expect(direction).toContain(
      'get ringSequences(): Words { return changetype<Words>(changetype<usize>(this) + 48); }',
    );
    expect(direction).toContain('export enum End {\n  identityOfA = 24,\n  identityOfB = 24,\n  core = 96,\n');
  });
});
