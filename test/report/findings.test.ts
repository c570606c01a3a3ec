import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { print } from './print.ts';

/** The lines printed, without the end of the last. */
async function lines(options: string, name: string): Promise<string[]> {
  const { stdout, exitCode } = await print(options, fixture(name));
  expect(exitCode).toBe(0);
  expect(stdout.at(-1)).toBe('');
  return stdout.slice(0, -1);
}

const fixture = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../fixtures', name));

describe('--findings', () => {
  it('says what is wrong in sentences', async () => {
    expect(await lines('--findings', 'syn-unanswered.pcap')).toEqual([
      '1 problem, 0 warnings, most time lost first',
      '',
      '!!  O1  4 SYNs over 7.2 s and no answer, 192.0.2.10:56378 to 198.51.100.80:81 (7.2 s lost)',
      '        Nobody answered: host down, wrong address, or a firewall drops it.',
      '        SYN unanswered: connection 1, packets 1, 2, 3 and 4',
    ]);
  });

  it('says that nothing is wrong', async () => {
    expect(await lines('--findings', 'http-clean.pcapng')).toEqual(['Nothing wrong in TCP on 1 connection.']);
  });

  it('lists notes after it', async () => {
    expect(await lines('--findings', 'keep-alives.pcap')).toEqual([
      'Nothing wrong in TCP on 1 connection.',
      '',
      '1 note:',
      ' .  T8  5 keep-alive probes by the client, every 1.0 s, 5 answered, 192.0.2.10:33172 to 198.51.100.80:7000',
    ]);
  });

  it('is an object a line with --json', async () => {
    const stdout = await lines('--findings --json', 'admin-prohibited.pcap');
    expect(stdout.map((line) => JSON.parse(line))).toEqual([
      {
        id: 'O3',
        severity: '!!',
        connections: [1],
        packets: [2],
        lost_seconds: expect.any(Number),
        what: 'ICMP from 192.0.2.1: administratively prohibited (a firewall says so), 192.0.2.10:57092 to 198.51.100.80:22',
        why: 'A firewall rule of 192.0.2.1 forbids the connection.',
      },
    ]);
  });

  it('looks only at what the cuts leave', async () => {
    const stdout = await lines('--findings --port 8443', 'lossy-transfer.pcapng');
    expect(stdout[2]).toBe('!!  O2  refused: 1 SYN answered by RST, 192.0.2.10:59864 to 198.51.100.80:8443');
    expect(stdout).toHaveLength(5);
  });
});
