import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { medians } from '../../bench/measure.ts';
import { DEFAULT_TRAFFIC, type TrafficOptions, writeTraffic } from '../../bench/traffic.ts';
import { temporaryFolder } from '../support/captures.ts';
import { run } from '../support/program.ts';

function traffic(options: Partial<TrafficOptions>): { file: string; packets: number; connections: number } {
  const file = path.join(temporaryFolder(), 'traffic.pcap');
  return { file, ...writeTraffic(file, { ...DEFAULT_TRAFFIC, packets: 3000, parallel: 20, ...options }) };
}

const column = (json: string, name: string): number[] =>
  json
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).b2a[name] as number);

test('made-up traffic is a capture of so many packets and connections', async () => {
  const { file, packets, connections } = traffic({});
  const { stdout, stderr } = await run(['--plain', '-n', file]);
  expect(stderr.replace(/^1 arg remaining.*\n/, '')).toBe('');
  expect(stdout).toContain(`${packets} packets seen, ${packets} TCP packets traced`);
  // The last ones were opened, but the capture was full before they sent anything.
  const listed = stdout.match(/ \([a-z]+2[a-z]+\) /g)!.length;
  expect(listed).toBeGreaterThan(connections - 20);
  expect(listed).toBeLessThanOrEqual(connections);
});

test('the same seed makes the same bytes, another one others', () => {
  const [first, again, other] = [traffic({}), traffic({}), traffic({ seed: 2 })].map(({ file }) => readFileSync(file));
  expect(first.equals(again)).toBe(true);
  expect(first.equals(other)).toBe(false);
});

test('losses are retransmissions', async () => {
  const without = await run(['--json', traffic({ loss: 0 }).file]);
  const half = await run(['--json', traffic({ loss: 0.5 }).file]);
  expect(column(without.stdout, 'retransmitted_packets').every((count) => count === 0)).toBe(true);
  expect(column(half.stdout, 'retransmitted_packets').some((count) => count > 0)).toBe(true);
});

test('one-way traffic has nothing from the clients', async () => {
  const { stdout } = await run(['--plain', '-n', traffic({ oneWay: true }).file]);
  expect(stdout).not.toMatch(/ \d+> +[1-9]\d*</);
});

test('a median is taken measure by measure', () => {
  const measures = [
    { wallSeconds: 3, cpuSeconds: 1, peakMegabytes: 10 },
    { wallSeconds: 1, cpuSeconds: 2, peakMegabytes: 30 },
    { wallSeconds: 2, cpuSeconds: 9, peakMegabytes: 20 },
  ];
  expect(medians(measures)).toEqual({ wallSeconds: 2, cpuSeconds: 2, peakMegabytes: 20 });
});
