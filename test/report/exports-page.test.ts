import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { exportsPage } from './exports-page.ts';

const page = path.join(import.meta.dirname, '../../docs/exports.md');

it('docs/exports.md lists the exports as they are (UPDATE_DOCS=1 writes it anew)', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(page, exportsPage());
  expect(readFileSync(page, 'utf8')).toBe(exportsPage());
});
