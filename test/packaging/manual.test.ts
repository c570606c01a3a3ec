/** Manual pages and completions say what the program's tables say, and the tools that read them take them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completions } from '../../packaging/completions.ts';
import { manualPages } from '../../packaging/manual.ts';
import { PROXY_OPTIONS } from '../../packaging/words.ts';

const pages = manualPages('1.2.3');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manual-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const isThere = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('manual pages', () => {
  test('explain options, keys, states and fields in the words of the tables', () => {
    expect(pages.get('tcptrace-tui.1')).toContain('.TP\n\\fB\\-\\-findings\\fR\nwhat is wrong, most time lost first\n');
    expect(pages.get('tcptrace-tui.1')).toContain('.TP\n\\fBEnter\\fR\nopen the selected thing\n');
    expect(pages.get('tcptrace-tui-filters.7')).toContain('.TP\n\\fBrst>\\fR\nreset by A\n');
    expect(pages.get('tcptrace-tui-filters.7')).toContain('.TP\n\\fBretransmitted_packets\\fR\n');
  });

  test("the proxy's options come out of its help, each with its value", () => {
    expect(PROXY_OPTIONS.find(({ name }) => name === '--keep-payload')).toEqual({
      name: '--keep-payload',
      value: 'N',
      glued: false,
      help: 'keep N payload bytes of each piece',
      section: 'Recording',
    });
    expect(PROXY_OPTIONS.filter(({ help }) => help === '')).toEqual([]);
  });

  test.skipIf(!isThere('man')).each([...pages.keys()])('man shows %s without a warning', (name) => {
    const { stdout, stderr } = spawnSync('man', ['--warnings', '-l', written(name, pages.get(name)!)], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', LANG: 'C.UTF-8' },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^TCPTRACE-TUI/);
  });
});

describe('completions', () => {
  const script = (end: string): string => [...completions()].find(([file]) => file.endsWith(end))![1];

  test('bash completes a long option, and those of the proxy after proxy', () => {
    const complete = (...words: string[]): string => {
      const ask = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tcptrace_tui; echo "\${COMPREPLY[@]}"`;
      const file = written('completion', script('completions/tcptrace-tui'));
      return execFileSync('bash', ['-c', ask, file, ...words], { encoding: 'utf8' }).trim();
    };
    expect(complete('tcptrace-tui', '--find')).toBe('--findings');
    expect(complete('tcptrace-tui', 'proxy', '--tls-a')).toBe('--tls-auto');
    expect(complete('tcptrace-tui', 'pro')).toBe('proxy');
  });

  test.skipIf(!isThere('zsh'))('zsh can read its script', () => {
    expect(spawnSync('zsh', ['-n', written('_tcptrace-tui', script('_tcptrace-tui'))]).status).toBe(0);
  });

  test.skipIf(!isThere('fish'))('fish completes with explanations', () => {
    const file = written('tcptrace-tui.fish', script('.fish'));
    const asked = execFileSync('fish', ['-c', `source ${file}; complete -C 'tcptrace-tui proxy --keep-p'`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    expect(asked).toBe('--keep-payload\tkeep N payload bytes of each piece\n');
  });
});
