/** What npm publishes: packed from a clean copy, installed, run by another user in another folder, and removed again. */
import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, PROJECT, plainEnvironment } from '../support/program.ts';

const NOT_OF_THE_SOURCE = new Set(['.git', 'node_modules', 'dist', 'release', 'coverage', 'captures']);
const PATIENCE = 300_000;

let folder: string;
let tarball: string;

const inFolder = (name: string): string => path.join(folder, name);
const prefix = (): string => inFolder('prefix');
const installed = (file: string): string => path.join(prefix(), 'lib/node_modules/tcptrace-tui', file);

function run(command: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  const env = plainEnvironment({ npm_config_cache: inFolder('npm-cache'), npm_config_offline: 'true' });
  return execFileSync(command, args, { env, stdio: 'pipe', ...options, encoding: 'utf8' });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'npm-package-'));
  // Another user reads it.
  for (const entered of [path.dirname(folder), folder]) chmodSync(entered, 0o755);
  const copy = inFolder('copy');
  cpSync(PROJECT, copy, { recursive: true, filter: (file) => !NOT_OF_THE_SOURCE.has(path.basename(file)) });
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(copy, 'node_modules'));
  run('npm', ['pack', '--pack-destination', folder], { cwd: copy });
  tarball = inFolder(readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  run('npm', ['install', '--global', '--prefix', prefix(), tarball]);
}, PATIENCE);
afterAll(() => rmSync(folder, { recursive: true }));

test('the installed command prints a report for another user in another folder', () => {
  const elsewhere = inFolder('elsewhere');
  mkdirSync(elsewhere);
  cpSync(fixture('zero-window.pcap'), path.join(elsewhere, 'capture.pcap'));
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const env = plainEnvironment({ HOME: '/nonexistent' });
  const command = path.join(prefix(), 'bin/tcptrace-tui');
  expect(run(command, ['--plain', '-n', 'capture.pcap'], { cwd: elsewhere, env, ...nobody })).toMatch(/complete|reset/);
});

test('npx runs the packed program', () => {
  expect(run('npx', ['--yes', `./${path.basename(tarball)}`, '--version'], { cwd: folder })).toMatch(
    /^tcptrace-tui \d+\.\d+\.\d+\n$/,
  );
});

test('the documents that help and errors point to are there, and the licences', () => {
  const files = ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs/statistics.md', 'docs/filters.md', 'docs/captures.md'];
  expect(files.filter((file) => !existsSync(installed(file)))).toEqual([]);
  const licences = readFileSync(installed('dist/THIRD-PARTY-LICENSES'), 'utf8');
  for (const name of ['assemblyscript', 'ink', 'react', 'yoga-layout', 'yargs-parser'])
    expect(licences).toMatch(new RegExp(`^(Name: )?${name}\\b`, 'm'));
});

test(
  'another build, in another folder, is the same to the byte',
  () => {
    const again = inFolder('again');
    run(process.execPath, ['build.mjs', '--to', again], { cwd: PROJECT });
    const bytesIn = (place: string): Map<string, string> =>
      new Map(readdirSync(place).map((name) => [name, readFileSync(path.join(place, name), 'latin1')]));
    const [first, second] = [bytesIn(installed('dist')), bytesIn(again)];
    expect([...second.keys()]).toEqual([...first.keys()]);
    expect([...second].filter(([name, bytes]) => first.get(name) !== bytes).map(([name]) => name)).toEqual([]);
  },
  PATIENCE,
);

test(
  'it is uninstalled without a trace',
  () => {
    run('npm', ['uninstall', '--global', '--prefix', prefix(), 'tcptrace-tui']);
    expect([existsSync(installed('.')), readdirSync(path.join(prefix(), 'bin'))]).toEqual([false, []]);
  },
  PATIENCE,
);
