/** The built program as a headless proxy. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { PROGRAM, plainEnvironment } from '../support/program.ts';

export interface HeadlessEvent {
  event: string;
  [field: string]: unknown;
}

export interface HeadlessProxy {
  readonly child: ChildProcess;
  readonly events: HeadlessEvent[];
  readonly port: number;
  event(name: string): Promise<HeadlessEvent>;
  /** Asks it to end; resolves to its exit code. */
  terminate(): Promise<number | null>;
  /** Descriptors open now, and bytes of memory in use. */
  descriptors(): number;
  memory(): number;
}

/** Starts `tcptrace-tui proxy --headless WORDS`; `prefix`: a shell's words before it. Resolves when it listens. */
export async function startHeadless(words: string, prefix = 'exec'): Promise<HeadlessProxy> {
  const child = spawn('/bin/sh', ['-c', `${prefix} ${process.execPath} ${PROGRAM} proxy --headless ${words}`], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const events: HeadlessEvent[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    events.push(JSON.parse(line));
    for (const look of waiting) look();
  });
  const event = (name: string): Promise<HeadlessEvent> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = events.find((one) => one.event === name);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      exited.then(() => reject(new Error(`ended without "${name}": ${JSON.stringify(events)}`)));
    });
  await event('listening');
  const status = () => readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return {
    child,
    events,
    port: events[0].port as number,
    event,
    terminate: () => {
      child.kill('SIGTERM');
      return exited;
    },
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    memory: () => Number(/VmRSS:\s*(\d+)/.exec(status())?.[1]) * 1024,
  };
}
