/** The built program as a proxy without a screen, in front of servers of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import { PROGRAM, plainEnvironment } from '../support/program.ts';
import { Hearing, type TestProxy, temporaryFolder } from './harness.ts';

export interface ProgramProxy extends TestProxy {
  readonly child: ChildProcess;
  /** Asks it to end; resolves to its exit code, when its recording is whole. */
  end(): Promise<number | null>;
  /** Descriptors open now, and bytes of memory in use. */
  descriptors(): number;
  memory(): number;
}

/**
 * Starts `tcptrace-tui proxy --headless WORDS`, recording into a file of its own unless the words say where. `prefix`: words
 * of a shell before it. Resolves when every listener listens or has failed to.
 */
export async function startProxy(words: string, prefix = 'exec'): Promise<ProgramProxy> {
  const recording = path.join(temporaryFolder(), 'recording.pcapng');
  const given = [...words.split(' '), ...(words.includes('--save') ? [] : ['--save', recording])];
  const request = parseProxyArguments(given);
  if (request.kind !== 'proxy') throw new Error(JSON.stringify(request));
  const program = [process.execPath, PROGRAM, 'proxy', '--headless', ...given];
  const child = spawn('/bin/sh', ['-c', `${prefix} "$@"`, 'sh', ...program], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const hearing = new Hearing();
  createInterface(child.stdout).on('line', (line) => hearing.hear(JSON.parse(line)));
  exited.then((code) => hearing.over(`the program ended with ${code}`));
  const settled = (): boolean =>
    hearing.events.filter(({ event }) => event === 'listening' || event === 'listen-failed').length ===
    request.pairs.length;
  await hearing.until(settled);
  return {
    child,
    recording,
    events: hearing.events,
    port: (listener = 0) => hearing.port(listener),
    event: (name, wanted) => hearing.event(name, wanted),
    end: () => {
      child.kill('SIGTERM');
      return exited;
    },
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    memory: () => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
  };
}
