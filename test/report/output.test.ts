import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Output } from '../../source/report/output.ts';
import { PROGRAM } from '../support/program.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** Everything an output wrote, as text, and in how many pieces. */
function collect(write: (output: Output) => void): { text: string; pieces: number } {
  const pieces: Buffer[] = [];
  const output = new Output((bytes) => pieces.push(Buffer.from(bytes)));
  write(output);
  output.flush();
  return { text: Buffer.concat(pieces).toString(), pieces: pieces.length };
}

describe('output', () => {
  it('gathers lines into large pieces', () => {
    const line = `${'x'.repeat(99)}\n`;
    const { text, pieces } = collect((output) => {
      for (let i = 0; i < 10_000; i++) output.ascii(line);
    });
    expect(text).toBe(line.repeat(10_000));
    expect(pieces).toBe(4);
  });

  it('writes text longer than its buffer, in UTF-8', () => {
    const long = 'größe '.repeat(100_000);
    expect(collect((output) => output.text(long)).text).toBe(long);
  });
});

/** So many hosts, each sending a SYN: a long report of some 5 kB a connection. */
function manyConnections(count: number): string {
  const hosts = Array.from({ length: count }, (_, i) => `h${i} 10.1.${i >> 8}.${i & 255}:1000`);
  const syns = hosts.map((_, i) => `${i / 1000} h${i} > server S 0:0(0)`);
  return ['server 10.0.0.1:80', ...hosts, ...syns].join('\n');
}

describe('the program', () => {
  it('ends quietly when its reader has seen enough', async () => {
    const capture = writeTemporary(scenario(manyConnections(500)));
    const child = spawn(process.execPath, [PROGRAM, '--plain', '-n', '-l', capture]);
    const errors: Buffer[] = [];
    child.stderr.on('data', (bytes) => errors.push(bytes));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    expect(Buffer.concat(errors).toString()).toBe('');
    expect(code).toBe(0);
  });
});
