/** What reports say of a stream of which only so many connections are kept (`--keep-connections`). */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TRAFFIC, writeTraffic } from '../../bench/traffic.ts';
import { temporaryFolder } from '../support/captures.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';
import { printFiles } from './print.ts';

const HOSTS = `
a 10.0.0.1:1000
b 10.0.0.2:1000
c 10.0.0.3:1000
d 10.0.0.4:1000
w 10.0.9.9:80
`;

/** What a tcpdump that goes on would write, in stretches: connections are retired between them. */
const STRETCHES = [
  `${HOSTS}
  0.0 a > w S 0:0(0) win 8192
  0.1 b > w S 0:0(0) win 8192
  0.2 c > w S 0:0(0) win 8192
  0.3 w > b R. 0:0(0) ack 1 win 0
  0.4 b > w . 1:1(0) ack 1 win 8192`,
  `${HOSTS}
  1.0 a > w S 0:0(0) win 8192
  1.1 d > w S 0:0(0) win 8192`,
  `${HOSTS}
  2.0 c > w S 0:0(0) win 8192`,
];

const printed = (options: string) =>
  printFiles(
    options.split(' '),
    STRETCHES.map((text) => writeTemporary(scenario(text))),
  );

describe('--json', () => {
  it('prints the closed one first, then the one idle longest, as they are retired, and in the end those kept', async () => {
    const { stdout } = await printed('--json --keep-connections 2');
    const connections = stdout.filter(Boolean).map((line) => JSON.parse(line));
    expect(connections.map(({ number, a2b, total_packets }) => [number, a2b.address, total_packets])).toEqual([
      [2, '10.0.0.2', 3],
      [3, '10.0.0.3', 1],
      [1, '10.0.0.1', 2],
      [4, '10.0.0.4', 1],
      [5, '10.0.0.3', 1],
    ]);
  });

  it('leaves out what the filter leaves out, retired or not', async () => {
    const { stdout } = await printed('--json --keep-connections 2 --filter host:10.0.0.3');
    expect(stdout.filter(Boolean).map((line) => JSON.parse(line).number)).toEqual([3, 5]);
  });

  it('says the same of closed connections as if all were kept', async () => {
    const file = path.join(temporaryFolder(), 'traffic.pcap');
    writeTraffic(file, { ...DEFAULT_TRAFFIC, packets: 40_000, parallel: 20, loss: 0.1, v6: 0.3, snaplen: 96 });
    const whole = await printFiles(['--json'], [file]);
    const kept = await printFiles(['--json', '--keep-connections', '40'], [file]);
    const byNumber = (one: string, other: string): number => JSON.parse(one).number - JSON.parse(other).number;
    expect(kept.stdout.filter(Boolean).sort(byNumber)).toEqual(whole.stdout.filter(Boolean));
    expect(kept.stdout).not.toEqual(whole.stdout);
  });
});

describe('--columns', () => {
  it('has the retired ones too', async () => {
    const { stdout } = await printed('--columns number,total_packets --keep-connections 2');
    expect(stdout).toEqual(['number,total_packets', '2,3', '3,1', '1,2', '4,1', '5,1', '']);
  });
});

describe('--interval', () => {
  it('counts connections, not the rows they take turns in', async () => {
    const { stdout } = await printed('--interval 10s --csv --keep-connections 2');
    expect(stdout.slice(1)).toEqual(['2026-01-01T00:00:00.000000Z,8,0,0,5,5,200000', '']);
  });
});

describe("tcptrace's report", () => {
  it('lists those kept under their numbers, and counts all', async () => {
    const { stdout } = await printed('-n --keep-connections 2');
    expect(stdout.slice(-5)).toEqual([
      '2 connections kept (--keep-connections 2), 3 retired: 1 that were over, and 2 still open, idle longest first',
      'TCP connection info:',
      '  4: 10.0.0.4:1000 - 10.0.9.9:80 (g2h)    1>    0<  (unidirectional)',
      '  5: 10.0.0.3:1000 - 10.0.9.9:80 (i2j)    1>    0<  (unidirectional)',
      '',
    ]);
  });

  it('takes a connection for over that has been silent for so long that a packet would begin a new one', async () => {
    const stretches = ['0.0 a > w S\n0.1 b > w S', '230 a > w S', '241 c > w S\n241.1 d > w S'];
    const files = stretches.map((text) => writeTemporary(scenario(`${HOSTS}\n${text}`)));
    const { stdout } = await printFiles(['-n', '--keep-connections', '3'], files);
    expect(stdout).toContain(
      '3 connections kept (--keep-connections 3), 1 retired: 1 that were over, and 0 still open, idle longest first',
    );
    expect(stdout.filter((line) => line.includes('10.0.0.2'))).toEqual([]);
  });

  it('has them in the long one too', async () => {
    const { stdout } = await printed('-n -l --keep-connections 2');
    expect(stdout.filter((line) => line.startsWith('TCP connection ') || line.endsWith(' traced:'))).toEqual([
      'TCP connection info:',
      '5 TCP connections traced:',
      'TCP connection 4:',
      'TCP connection 5:',
    ]);
  });

  it('is refused with what needs all connections', async () => {
    const { stderr, exitCode } = await printed('-n -S --keep-connections 2');
    expect(stderr).toEqual([
      '--keep-connections forgets connections: of the tcptrace reports it goes with the brief, the long one and CSV',
    ]);
    expect(exitCode).toBe(2);
  });
});
