/** The built program as a child process without a terminal. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const PROJECT = path.resolve(import.meta.dirname, '../..');
export const PROGRAM = path.join(PROJECT, 'dist/cli.js');
export const fixture = (name: string): string => path.join(PROJECT, 'test/fixtures', name);

export interface Finished {
  stdout: string;
  stderr: string;
  /** Exit code; null if a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The environment of a plain user: nothing of the test runner's, no settings, no names of build services. */
export function plainEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ'].map((name) => [name, process.env[name]]).filter(([, value]) => value);
  return { TZ: 'UTC', LANG: 'C.UTF-8', ...Object.fromEntries(kept), ...extra };
}

export interface RunOptions {
  stdin?: Uint8Array | string;
  env?: Record<string, string>;
  cwd?: string;
}

/** Runs the program to its end. */
export function run(args: readonly string[], { stdin, env, cwd }: RunOptions = {}): Promise<Finished> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: run npm run build`);
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: cwd ?? PROJECT,
    env: plainEnvironment(env),
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // A program that has heard enough may close its input before all of it is written.
  child.stdin?.on('error', () => {});
  child.stdin?.end(stdin);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...text, code, signal }));
  });
}
