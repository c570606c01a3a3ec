/** What -p and -P say of odd packets: datagrams, cut packets, checksums, options. Each line is tcptrace's. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pcap } from '../support/captures.ts';
import { scenarioPackets } from '../support/scenario.ts';
import { print } from './print.ts';

const HOSTS = `
a 10.0.0.1:1000
b 10.0.0.2:80
d 10.0.0.2:53
e 10.0.0.2:54
`;

/** A capture of the segments, with the TCP options of each replaced by as many of `options`. */
function withOptions(...options: number[][]): Uint8Array {
  const text = options.map(({ length }, i) => `${i} a > b . "x" ack 1 <${'nop,'.repeat(length - 1)}nop>`).join('\n');
  const packets = scenarioPackets(`${HOSTS}${text}`);
  for (const [i, bytes] of options.entries()) packets[i].bytes.set(bytes, 54);
  return pcap(packets);
}

const lines = (stdout: readonly string[], pattern: RegExp): string[] => stdout.filter((line) => pattern.test(line));

beforeEach(() => vi.stubEnv('TZ', 'UTC'));

describe('datagrams', () => {
  const TALK = `${HOSTS}
0 a > d udp 10
1 a > d udp 10 captured 42
2 a > d udp 10 captured 41
3 a > e udp 10
4 a > b . "abc" ack 1
`;

  it.each([
    ['-n -P', ['Packet 5']],
    ['-n -P -u', ['Packet 1', 'Packet 2', 'Packet 4', 'Packet 5']],
    ['-n -P -u --oUDP2', ['Packet 4', 'Packet 5']],
  ])('%s prints those of pairs that are traced', async (options, printed) => {
    expect(lines((await print(options, TALK)).stdout, /^Packet/)).toEqual(printed);
  });

  it('have as much of their length in the file as there is, also nothing', async () => {
    const { stdout } = await print('-n -P -u', TALK);
    expect(lines(stdout, /DLEN|Saved/).slice(0, 4)).toEqual([
      '\tSaved Length: 38',
      '\t    DLEN: 18 (only 10 bytes in dump file)',
      '\tSaved Length: 28',
      '\t    DLEN: 18 (only 0 bytes in dump file)',
    ]);
  });

  it('that are cut count as too short as they are printed, without -u too', async () => {
    expect(lines((await print('-n -p', TALK)).stdout, /too short/)).toEqual([
      '*** 1 packets were too short to process at some point',
    ]);
  });
});

it('--dump_packet_data prints all packets beside those of -P', async () => {
  const { stdout } = await print('-n -P --dump_packet_data', `${HOSTS}\n0 a > b . "abc" ack 1`);
  expect(lines(stdout, /Packet|Saved|data/)).toEqual([
    'Packet 1',
    '\tPacket Length: 57',
    '   data (3 bytes):',
    'Packet 1',
    '\tSaved Length: 43',
    '   data (3 bytes):',
  ]);
});

it('of a cut IP header there are no lines, and it counts as too short', async () => {
  const cut = `${HOSTS}\n0 a > b . "abc" ack 1\n1 a > b . "abc" ack 1 captured 33`;
  const { stdout } = await print('-n -p', cut);
  expect(stdout.slice(stdout.indexOf('Packet 2'), -3)).toEqual([
    'Packet 2',
    '\tPacket Length: 57 (saved length 33)',
    '\tCollected: Thu Jan  1 00:00:01.000000 2026',
    '\tETH Srce: 02:00:00:00:00:01',
    '\tETH Dest: 02:00:00:00:00:02',
    '\t    Type: 0x800 (IP)',
    '2 packets seen, 1 TCP packets traced',
    'trace file elapsed time: 0:00:01.000000',
    'TCP connection info:',
    '*** 3 packets were too short to process at some point',
  ]);
});

it('a single byte of more payload in the file is none', async () => {
  const cut = `${HOSTS}\n0 a > b . "abc" ack 1 captured 56\n1 a > b . "abc" ack 1 captured 55\n2 a > b . "a" ack 1`;
  expect(lines((await print('-n -p', cut)).stdout, /DLEN/)).toEqual([
    '\t    DLEN: 3 (only 2 bytes in dump file)',
    '\t    DLEN: 3 (none of it in dump file)',
    '\t    DLEN: 1',
  ]);
});

describe('--checksum', () => {
  const SUMS = `${HOSTS}
0 a > b . "abc" ack 1
1 a > b . "abc" ack 1 badsum
2 a > b . "abc" ack 1 badsum captured 56
3 a > b . "abc" ack 1
4 a > d udp 10 badsum
5 a > b . "abc" ack 1 badsum
`;
  const capture = (): Uint8Array => {
    const packets = scenarioPackets(SUMS);
    packets[3].bytes[22]--;
    // An IP length that ends in the TCP header, the header's checksum put right for it
    packets[5].bytes.set([0, 30], 16);
    packets[5].bytes[25] += 13;
    return pcap(packets);
  };

  it('-p prints what is left out too, and what it is', async () => {
    const { stdout } = await print('-n -p --checksum', capture());
    expect(lines(stdout, /Packet \d|CKSUM|bad/)).toEqual([
      'Packet 1',
      '\t   CKSUM: 0x66ca (CORRECT)',
      '\t   CKSUM: 0xcc8a (CORRECT)',
      'Packet 2',
      '\t   CKSUM: 0x66c9 (CORRECT)',
      '\t   CKSUM: 0xcc86 (WRONG)',
      'Packet 3',
      '\t   CKSUM: 0x66c8 (CORRECT)',
      '\t   CKSUM: 0xcc85 (too short to verify)',
      'Packet 4',
      '\t   CKSUM: 0x66c7 (WRONG)',
      '\t   CKSUM: 0xcc81 (CORRECT)',
      'Packet 5',
      '\t   CKSUM: 0x66c0 (CORRECT)',
      '\t  UCKSUM: 0xecab (WRONG)',
      'Packet 6',
      '\t   CKSUM: 0x66d2 (CORRECT)',
      'bad IP checksums:  1',
      'bad TCP checksums: 2',
    ]);
  });

  it('an IPv4 header whose options are cut passes', async () => {
    const packets = scenarioPackets(`${HOSTS}\n0 a > b . "abc" ack 1 captured 56`);
    packets[0].bytes[14] = 0x4f;
    const { stdout } = await print('-n -p --checksum', pcap(packets));
    expect(lines(stdout, /HLEN|CKSUM|bad IP/)).toEqual([
      '\t    HLEN: 60',
      '\t   CKSUM: 0x66ca (CORRECT)',
      'bad IP checksums:  0',
    ]);
  });

  it('-P does not', async () => {
    const { stdout } = await print('-n -P -u --checksum', capture());
    expect(lines(stdout, /^Packet/)).toEqual(['Packet 1', 'Packet 3', 'Packet 5']);
  });
});

it('options come in an order of their own, the last of a kind, no more than 16 unknown ones', async () => {
  const capture = withOptions(
    [30, 2, 6, 6, 0, 0, 0, 1, 254, 3, 0, 1],
    [12, 6, 0, 0, 0, 2, 7, 6, 0, 0, 0, 4, 6, 6, 0, 0, 0, 5, 1, 1],
    [6, 6, 0, 0, 0, 1, 6, 6, 0, 0, 0, 2],
    [3, 3, 200, 1],
    [5, 2, 1, 1],
    new Array(20).fill([30, 2]).flat(),
  );
  const unknown = ' UNKN(op:30,len:2)';
  expect(lines((await print('-n -p', capture)).stdout, /OPTS/)).toEqual([
    `\t    OPTS: 12 bytes\t ECHO(1)${unknown} UNKN(op:254,len:3)`,
    '\t    OPTS: 20 bytes\t ECHO(5) ECHOREPL(4) CCNEW(2)',
    '\t    OPTS: 12 bytes\t ECHO(2)',
    '\t    OPTS: 4 bytes\t WS(-56)',
    '\t    OPTS: 4 bytes\t SACKS(0)',
    `\t    OPTS: 40 bytes\t${unknown.repeat(16)}... more unsaved unknowns`,
  ]);
});
