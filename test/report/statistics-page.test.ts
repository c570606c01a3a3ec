import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { statisticsPage } from './statistics-page.ts';

const page = path.join(import.meta.dirname, '../../docs/statistics.md');

it('docs/statistics.md lists the statistics as they are (UPDATE_DOCS=1 writes it anew)', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(page, statisticsPage());
  expect(readFileSync(page, 'utf8')).toBe(statisticsPage());
});
