/**
 * What `npm run package` has made: installed into a scratch root, run, and removed. Skipped where release/ has nothing: it takes a
 * download of Node and minutes.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, PROJECT } from '../support/program.ts';
import { start } from '../support/terminal.ts';

const RELEASE = path.join(PROJECT, 'release');
const made = existsSync(RELEASE) ? readdirSync(RELEASE) : [];
const executable = made.find((name) => name.endsWith(`-linux-${process.arch}`));
const debs = made.filter((name) => name.endsWith('.deb'));
const PATIENCE = 120_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'release-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(executable === undefined)('the executable, with an empty PATH', () => {
  const command = (): string => path.join(RELEASE, executable!);
  const environment = (): Record<string, string> => ({ PATH: '', HOME: folder, TZ: 'UTC' });

  test('prints a report, also on several threads', () => {
    const print = (...options: string[]): string =>
      execFileSync(command(), [...options, '-n', '-l', fixture('zero-window.pcap')], {
        env: environment(),
        encoding: 'utf8',
      });
    const withoutTime = (report: string): string => report.replace(/^elapsed.*$/m, '');
    expect(print()).toMatch(/^1 arg remaining, starting with /m);
    expect(withoutTime(print('--jobs', '3'))).toBe(withoutTime(print('--jobs', '1')));
  });

  test(
    'shows the screen',
    async () => {
      const program = start({ command: [command(), fixture('lossy-transfer.pcapng')], env: environment() });
      await program.waitFor(/1 of 5/, PATIENCE / 2);
      program.press('Q');
      expect((await program.exited).code).toBe(0);
      await program.close();
    },
    PATIENCE,
  );

  test(
    'starts the proxy, and ends it on SIGTERM',
    () => {
      const script = `coproc "$0" proxy --headless 0 127.0.0.1:9; read -r event <&"\${COPROC[0]}"; echo "$event"
      process=$COPROC_PID; kill "$process"; wait "$process"; echo "ended $?"`;
      const run = spawnSync('/bin/bash', ['-c', script, command()], {
        env: environment(),
        encoding: 'utf8',
        timeout: PATIENCE,
      });
      expect(run.stdout).toMatch(/^\{.*"listening".*\}\nended 0\n$/);
    },
    PATIENCE,
  );
});

describe.skipIf(process.getuid?.() !== 0 || debs.length === 0)('a Debian package', () => {
  test.each(debs)(
    '%s is installed, runs, and is removed without a trace',
    (name) => {
      const root = path.join(folder, name);
      for (const state of ['info', 'updates', 'triggers'])
        mkdirSync(path.join(root, 'var/lib/dpkg', state), { recursive: true });
      writeFileSync(path.join(root, 'var/lib/dpkg/status'), '');
      const dpkg = (...words: string[]): string =>
        execFileSync('dpkg', [`--root=${root}`, '--force-depends', '--force-script-chrootless', ...words], {
          stdio: 'pipe',
          encoding: 'utf8',
        });
      dpkg('--install', path.join(RELEASE, name));
      const run = spawnSync(path.join(root, 'usr/bin/tcptrace-tui'), ['--version'], { encoding: 'utf8' });
      expect(run.stdout).toMatch(/^tcptrace-tui \d+\.\d+\.\d+\n$/);
      expect(existsSync(path.join(root, 'usr/share/man/man7/tcptrace-tui-filters.7.gz'))).toBe(true);
      dpkg('--purge', 'tcptrace-tui');
      expect(existsSync(path.join(root, 'usr/bin/tcptrace-tui'))).toBe(false);
      expect(existsSync(path.join(root, 'usr/share/doc/tcptrace-tui'))).toBe(false);
    },
    PATIENCE,
  );
});
