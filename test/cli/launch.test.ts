/** dist/cli.js before the program: what old versions of Node say, and where compiled code is kept. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, PROJECT, plainEnvironment } from '../support/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'launch-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The program's words on a Node that says it is this version. */
function onNode(version: string): { stdout: string; stderr: string; status: number | null } {
  const preloaded = path.join(folder, `${version}.cjs`);
  writeFileSync(
    preloaded,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const args = ['--require', preloaded, PROGRAM, '--version'];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: plainEnvironment() });
}

describe('an old Node', () => {
  test.each(['10.24.1', '18.20.8', '20.18.3'])('%s gets one sentence', (version) => {
    expect(onNode(version)).toMatchObject({
      stdout: '',
      stderr: `tcptrace-tui needs Node 20.19 or later; this is Node ${version}.\n`,
      status: 1,
    });
  });

  test.each(['20.19.0', '21.0.0', '26.1.0'])('%s is new enough', (version) => {
    expect(onNode(version)).toMatchObject({ stdout: expect.stringMatching(/^tcptrace-tui \d/), stderr: '', status: 0 });
  });

  test('can read the file: its syntax is of 2009 but for import()', () => {
    const source = readFileSync(path.join(PROJECT, 'source/launch.js'), 'utf8');
    const written = (target: string): string =>
      transformSync(source, { target, supported: { 'dynamic-import': true } }).code;
    expect(written('es5')).toBe(written('esnext'));
  });
});

describe.skipIf(!('enableCompileCache' in module))('compiled code', () => {
  const keepsCodeWith = (env: Record<string, string>): boolean => {
    const caches = mkdtempSync(path.join(folder, 'caches-'));
    execFileSync(process.execPath, [PROGRAM, '--version'], {
      env: plainEnvironment({ XDG_CACHE_HOME: caches, ...env }),
    });
    const kept = path.join(caches, 'tcptrace-tui');
    return existsSync(kept) && readdirSync(kept).length > 0;
  };

  test("is kept in the user's cache folder", () => expect(keepsCodeWith({})).toBe(true));

  test('is not kept for a user whom root works for', () => expect(keepsCodeWith({ SUDO_UID: '1000' })).toBe(false));
});
