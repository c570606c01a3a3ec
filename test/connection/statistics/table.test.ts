import { describe, expect, it } from 'vitest';
import { asRow } from '../../../source/connection/numbering.ts';
import { findStatistic, STATISTICS, statistic } from '../../../source/connection/statistics.ts';
import { ConnectionStore } from '../../../source/connection/store.ts';

describe('the table of statistics', () => {
  it('gives every statistic an id of its own, in snake_case', () => {
    const ids = STATISTICS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
  });

  it('says of each what it means in one sentence', () => {
    for (const { meaning } of STATISTICS) expect(meaning).toMatch(/^["A-Z0-9].*\.$/);
  });

  it('reads every statistic of a connection without packets', () => {
    const store = new ConnectionStore();
    for (const each of STATISTICS) expect(() => each.value(store, asRow(0), 0)).not.toThrow();
  });

  it('finds by id', () => {
    expect(findStatistic('data_bytes')?.row).toBe('actual data bytes');
    expect(findStatistic('no_such')).toBeUndefined();
    expect(() => statistic('no_such')).toThrow('no statistic "no_such"');
  });
});
