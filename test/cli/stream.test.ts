/** The built program with a stream without end on standard input, and what memory it takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_TRAFFIC, writeTraffic } from '../../bench/traffic.ts';
import { temporaryFolder } from '../support/captures.ts';
import { PROGRAM, plainEnvironment } from '../support/program.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ROUNDS = 24;
/** Seconds between two rounds of the same traffic: more than the silence after which a 4-tuple begins anew. */
const ROUND_SECONDS = 1000;
/** What collecting garbage early or late makes of the same memory; rows of all connections would take three times as much. */
const WAVERING_MB = 40;

/** A capture with the times of its packets moved by so many seconds, without the header of the file. */
function laterBy(seconds: number, capture: Buffer): Buffer {
  const records = Buffer.from(capture.subarray(FILE_HEADER));
  for (let at = 0; at < records.length; at += RECORD_HEADER + records.readUInt32LE(at + 8)) {
    records.writeUInt32LE(records.readUInt32LE(at) + seconds, at);
  }
  return records;
}

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) / 1024;

test.skipIf(!existsSync('/proc/self/status'))(
  'a stream without end takes no more memory in its second half',
  async () => {
    const file = path.join(temporaryFolder(), 'traffic.pcap');
    const { packets } = writeTraffic(file, {
      ...DEFAULT_TRAFFIC,
      packets: 50_000,
      parallel: 50,
      segments: 1,
      snaplen: 96,
    });
    const capture = readFileSync(file);
    const options = ['--plain', '-n', '-l', '--keep-connections', '1000', '--spool-limit', '8MB', '-'];
    const program = spawn(process.execPath, [PROGRAM, ...options], { env: plainEnvironment() });
    let text = '';
    program.stdout.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    const take = async (bytes: Buffer): Promise<void> => {
      if (!program.stdin.write(bytes)) await once(program.stdin, 'drain');
    };

    await take(capture.subarray(0, FILE_HEADER));
    let inTheMiddle = 0;
    for (let round = 0; round < ROUNDS; round++) {
      if (round === ROUNDS / 2) inTheMiddle = residentMegabytes(program.pid!);
      await take(laterBy(round * ROUND_SECONDS, capture));
    }
    const atTheEnd = residentMegabytes(program.pid!);
    program.stdin.end();
    const [code] = await once(program, 'close');

    expect(code).toBe(0);
    expect(text).toContain(`${packets * ROUNDS} packets seen, ${packets * ROUNDS} TCP packets traced`);
    const [, kept, retired] = /(\d+) connections kept .*, (\d+) retired/.exec(text)!;
    expect(Number(kept)).toBe(1000);
    expect(Number(retired)).toBeGreaterThan(100_000);
    expect(text.match(/^TCP connection \d+:$/gm)).toHaveLength(1000);
    expect(atTheEnd - inTheMiddle).toBeLessThan(WAVERING_MB);
  },
  60_000,
);
