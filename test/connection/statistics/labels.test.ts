import { describe, expect, it } from 'vitest';
import { directionLabel, label, writeDirectionLabel } from '../../../source/connection/labels.ts';

describe('labels', () => {
  it.each([
    [0, 'a'],
    [25, 'z'],
    [26, 'aa'],
    [51, 'az'],
    [52, 'ba'],
    [701, 'zz'],
    [702, 'aaa'],
    [703, 'aab'],
    [18_277, 'zzz'],
    [18_278, 'aaaa'],
  ])('names end %i %s', (n, letters) => {
    expect(label(n)).toBe(letters);
  });

  it('names both directions, across the step to two letters', () => {
    expect(directionLabel(0, 0)).toBe('a2b');
    expect(directionLabel(0, 1)).toBe('b2a');
    expect(directionLabel(25, 0)).toBe('z2aa');
    expect(directionLabel(701, 1)).toBe('aaa2zz');
  });

  it('writes the same as bytes', () => {
    const bytes = Buffer.alloc(16);
    const end = writeDirectionLabel(bytes, 3, 701, 1);
    expect(bytes.toString('latin1', 3, end)).toBe('aaa2zz');
  });
});
