/** What V8 compiled while the program was built (code-cache/) is taken at a start, and nothing is lost where it can't be. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fixture, PROGRAM, plainEnvironment } from '../support/program.ts';

/** Preloaded: tells of each part of the program what became of V8's code. */
const TELL = `
  const vm = require('node:vm');
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      process.stderr.write({ undefined: 'none', false: 'taken', true: 'rejected' }[this.cachedDataRejected]);
    }
  };`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'code-cache-'));
  cpSync(path.dirname(PROGRAM), folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(folder, 'tell.cjs'), TELL);
});

function report(...flags: string[]): { connections: string; code: string } {
  const program = ['--require', path.join(folder, 'tell.cjs'), ...flags, path.join(folder, 'cli.js')];
  const { stdout, stderr } = spawnSync(process.execPath, [...program, '--plain', fixture('refused-port.pcap')], {
    env: plainEnvironment(),
    encoding: 'utf8',
  });
  return { connections: stdout.slice(stdout.indexOf('TCP connection info:')), code: stderr };
}

const CONNECTIONS = `TCP connection info:
  1: 192.0.2.10:33968 - 198.51.100.80:8443 (a2b)    1>    1<  (reset)
  2: 192.0.2.10:33978 - 198.51.100.80:8443 (c2d)    1>    1<  (reset)
`;

test('the code of the build is taken', () => {
  expect(report()).toEqual({ connections: CONNECTIONS, code: 'taken' });
});

test('code that was cut short is left alone', () => {
  const caches = path.join(folder, 'code-cache');
  for (const entry of readdirSync(caches, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) truncateSync(path.join(entry.parentPath, entry.name), 1000);
  }
  expect(report()).toEqual({ connections: CONNECTIONS, code: 'rejected' });
});

test('code for other flags of V8 is left alone', () => {
  expect(report('--no-opt')).toEqual({ connections: CONNECTIONS, code: 'rejected' });
});

test('without code the program compiles itself', () => {
  rmSync(path.join(folder, 'code-cache'), { recursive: true });
  expect(report()).toEqual({ connections: CONNECTIONS, code: 'none' });
});
