/** What each option does to the report, exactly. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pcap, temporaryFolder } from '../support/captures.ts';
import { scenario, scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { print, printFiles } from './print.ts';

const THREE = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80 isn 5000
c 10.0.0.3:1001
d 10.0.0.4:1002
e 10.0.0.4:53
0      a > b S win 8192
0.010 b > a S. ack 1 win 8192
0.020  a > b . ack 1 win 8192
0.030  a > b P. "hello" ack 1 win 8192
0.040  c > b S 0:0(0) win 512
0.041  b > c R. ack 1 win 0
0.050  d > b S 0:0(0) win 512
0.060  a > b F. ack 1 win 8192
0.070  b > a F. ack 7 win 8192
0.080  a > b . ack 2 win 8192
0.090  d > e udp 30
`;

const HELLO = '  1: 10.0.0.1:1000 - 10.0.0.2:80 (a2b)    5>    2<  (complete)';
const REFUSED = '  2: 10.0.0.3:1001 - 10.0.0.2:80 (c2d)    1>    1<  (reset)';
const UNANSWERED = '  3: 10.0.0.4:1002 - 10.0.0.2:80 (e2f)    1>    0<  (unidirectional)';

/** The lines that list connections. */
const connections = async (options: string): Promise<string[]> =>
  (await print(options, THREE)).stdout.filter((line) => /^ +\d+: /.test(line));

beforeEach(() => vi.stubEnv('TZ', 'UTC'));

describe('the frame', () => {
  it('counts packets and time, and lists connections', async () => {
    expect((await print('-n', THREE)).stdout).toEqual([
      '1 arg remaining, starting with FILE',
      "tcptrace-tui, reporting as Ostermann's tcptrace 6.6.7",
      '',
      '11 packets seen, 10 TCP packets traced',
      'trace file elapsed time: 0:00:00.090000',
      'TCP connection info:',
      HELLO,
      REFUSED,
      UNANSWERED,
      '',
    ]);
  });

  it('of several files', async () => {
    const files = [writeTemporary(scenario(THREE)), writeTemporary(scenario(THREE))];
    const { stdout } = await printFiles(['-n', '-q'], files);
    expect(stdout).toEqual([
      '2 args remaining, starting with FILE',
      "tcptrace-tui, reporting as Ostermann's tcptrace 6.6.7",
      '',
      'Running file FILE (1 of 2)',
      `Running file '${files[1]}' (2 of 2)`,
      '22 packets seen, 20 TCP packets traced',
      'trace files elapsed time: 0:00:00.090000',
      '',
    ]);
  });

  it('is commented out where values are separated', async () => {
    const { stdout } = await print('-n -q --tsv', THREE);
    expect(stdout.slice(0, 2)).toEqual([
      '#1 arg remaining, starting with FILE',
      "#tcptrace-tui, reporting as Ostermann's tcptrace 6.6.7",
    ]);
    expect(stdout[3]).toBe('#11 packets seen, 10 TCP packets traced');
  });

  it('of a file that is not there: one line, exit 1', async () => {
    const { stdout, stderr, exitCode } = await printFiles(['-n'], ['/nowhere/at-all.pcap']);
    expect(stdout).toEqual([
      '1 arg remaining, starting with FILE',
      "tcptrace-tui, reporting as Ostermann's tcptrace 6.6.7",
      '',
      '',
    ]);
    expect(stderr).toEqual(['/nowhere/at-all.pcap: No such file or directory']);
    expect(exitCode).toBe(1);
  });
});

describe('choosing connections', () => {
  it.each([
    ['-n -o2', [REFUSED]],
    ['-n -o1-2', [HELLO, REFUSED]],
    ['-n -i2', [HELLO, UNANSWERED]],
    ['-n -o1-3 -i1', [REFUSED, UNANSWERED]],
    ['-n -c', [HELLO]],
    ['-n -freset_count>0', [REFUSED]],
    ['-n --filter port:1002', [UNANSWERED]],
  ])('%s', async (options, lines) => {
    expect(await connections(options)).toEqual(lines);
  });

  it('-f prints how it was understood', async () => {
    expect((await print('-n -fc_segs>3', THREE)).stdout[0]).toBe('Output filter: (c_segs>3)');
  });

  it('-o2 -l begins with the line between blocks, by the number and not by the place', async () => {
    const { stdout } = await print('-n -l -o2', THREE);
    expect(stdout.slice(5, 10)).toEqual([
      'TCP connection info:',
      '3 TCP connections traced:',
      '================================',
      'TCP connection 2:',
      '\thost c:        10.0.0.3:1001',
    ]);
  });

  it('--pf writes the numbers of those listed', async () => {
    const list = path.join(temporaryFolder(), 'PF');
    await print(`-n -i1 --pf ${list}`, THREE);
    expect(readFileSync(list, 'utf8')).toBe('2,3\n');
  });
});

describe('cutting before the analysis', () => {
  it.each([
    [
      '-n --from +40ms',
      [
        '  1: 10.0.0.3:1001 - 10.0.0.2:80 (a2b)    1>    1<  (reset)',
        '  2: 10.0.0.4:1002 - 10.0.0.2:80 (c2d)    1>    0<  (unidirectional)',
        '  3: 10.0.0.1:1000 - 10.0.0.2:80 (e2f)    2>    1<',
      ],
    ],
    ['-n --to +0.02s', ['  1: 10.0.0.1:1000 - 10.0.0.2:80 (a2b)    2>    1<']],
    [
      '-n --from 2026-01-01T00:00:00.040Z --to 2026-01-01T00:00:00.041Z',
      ['  1: 10.0.0.3:1001 - 10.0.0.2:80 (a2b)    1>    1<  (reset)'],
    ],
    ['-n --host 10.0.0.4', ['  1: 10.0.0.4:1002 - 10.0.0.2:80 (a2b)    1>    0<  (unidirectional)']],
    [
      '-n --host 10.0.0.2/31 --port 1001-1002',
      [
        '  1: 10.0.0.3:1001 - 10.0.0.2:80 (a2b)    1>    1<  (reset)',
        '  2: 10.0.0.4:1002 - 10.0.0.2:80 (c2d)    1>    0<  (unidirectional)',
      ],
    ],
  ])('%s', async (options, lines) => {
    expect(await connections(options)).toEqual(lines);
  });
});

describe('letters', () => {
  it.each(['-nb', '-n -l +l', '-lrn +l', '-nb -c +c'])('%s is the brief report', async (options) => {
    expect((await print(options, THREE)).stdout).toEqual((await print('-n', THREE)).stdout);
  });

  it.each(['-lrnW', '-nlW -r', '-W -r -l -n', '-lrWn +b -b +b'])('%s is the long report', async (options) => {
    expect((await print(options, THREE)).stdout).toEqual((await print('-n -l -r -W', THREE)).stdout);
  });
});

describe('choosing packets', () => {
  it('-B counts without analysing, -E ends the reading', async () => {
    const { stdout } = await print('-n -B2 -E6', THREE);
    expect(stdout.slice(3)).toEqual([
      '6 packets seen, 5 TCP packets traced',
      'trace file elapsed time: 0:00:00.031000',
      'TCP connection info:',
      '  1: 10.0.0.2:80 - 10.0.0.1:1000 (a2b)    1>    2<',
      '  2: 10.0.0.3:1001 - 10.0.0.2:80 (c2d)    1>    1<  (reset)',
      '',
    ]);
  });

  it('-E in the first of several files: the others are named all the same', async () => {
    const files = [writeTemporary(scenario(THREE)), writeTemporary(scenario(THREE))];
    const { stdout } = await printFiles(['-n', '-q', '-E3'], files);
    expect(stdout.slice(3, 6)).toEqual([
      'Running file FILE (1 of 2)',
      `Running file '${files[1]}' (2 of 2)`,
      '3 packets seen, 3 TCP packets traced',
    ]);
  });
});

describe('less and more', () => {
  it('-q leaves the summary', async () => {
    expect((await print('-n -q', THREE)).stdout.slice(3)).toEqual([
      '11 packets seen, 10 TCP packets traced',
      'trace file elapsed time: 0:00:00.090000',
      '',
    ]);
  });

  it('-u lists UDP pairs with letters of the same sequence', async () => {
    expect((await print('-n -u -o1', THREE)).stdout.slice(5)).toEqual([
      'TCP connection info:',
      HELLO,
      'UDP connection info:',
      '  1: 10.0.0.4:1002 - 10.0.0.4:53 (g2h)    1>    0<',
      '',
    ]);
  });

  it('-q -l -u counts connections, also none', async () => {
    expect((await print('-n -q -l -u', THREE.replace(/.*udp 30\n/, ''))).stdout.slice(5)).toEqual([
      '3 TCP connections traced:',
      '0 UDP connections traced:',
      '',
    ]);
  });

  it('--checksum leaves out and counts packets with wrong checksums', async () => {
    const { stdout } = await print('-n --checksum', `${THREE}\n0.2 a > b . ack 2 win 8192 badsum\n`);
    expect(stdout.slice(3, 7)).toEqual([
      '12 packets seen, 10 TCP packets traced',
      'trace file elapsed time: 0:00:00.200000',
      'bad IP checksums:  0',
      'bad TCP checksums: 1',
    ]);
  });

  it('-w names what is odd about single packets', async () => {
    const odd = `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80 isn 5000
c 10.0.0.1:1000 isn 3000
0      a > b S win 8192
0.010  c > b S win 8192
0.020  b > a S. ack 1 win 8192 id 258
0.021  b > a S. 0:0(0) ack 1 win 8192 id 258
0.030  a > b P. 1:201(200) ack 1 win 8192 captured 53
`;
    const resent = 'a->b: rexmitted SYN had diff. seqnum! (was 1000, now 3000, etime: 0 sec)';
    const short = 'TCP packet 5 truncated too short to trace, ignored';
    const duplicate = 'b->a: saw hardware duplicate of TCP seq 5000, IP ID 513 (packet 4 == 3)';
    const hint = '\t(use -w option to show details)';
    const { stdout, stderr } = await print('-n -w', odd);
    expect(stderr).toEqual([resent, short]);
    expect(stdout[3]).toBe(duplicate);
    expect(stdout).toContain('*** 1 packets were too short to process at some point');
    expect(stdout).not.toContain(hint);

    expect(await print('-n', odd)).toMatchObject({ stderr: [], stdout: expect.arrayContaining([hint]) });
    expect((await print('-n --warn_printbad_syn_fin_seq', odd)).stderr).toEqual([resent]);
    expect((await print('-n --warn_printhwdups', odd)).stdout[3]).toBe(duplicate);
    const truncations = await print('-n --warn_printtrunc', odd);
    expect(truncations.stderr).toEqual([short]);
    expect(truncations.stdout).not.toContain(hint);
  });

  it('-w names cut and empty options, reserved bits and, with --checksum, wrong checksums', async () => {
    const odd = `
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b SEW <mss 1460,sackOK,TS val 1 ecr 0>
0.010  b > a S. ack 1 <mss 1460,sackOK> captured 58
0.020  a > b . ack 1 <TS val 1 ecr 0> captured 60
0.030  b > a . ack 1 badsum
`;
    const flags = 'TCP packet 1: upper flag bits are not zero (0xc2)';
    const cutOptions = [
      'ParseOptions: packet 2 TCPOPT_MAXSEG option truncated, skipping other options',
      'ParseOptions: packet 3 TCPOPT_TS option truncated, skipping other options',
    ];
    const sum = 'packet 4: bad TCP checksum';
    expect((await print('-n -w', odd)).stderr).toEqual([flags, ...cutOptions]);
    expect((await print('-n -w --checksum', odd)).stderr).toEqual([sum, flags, ...cutOptions]);
    expect((await print('-n --warn_printbadmbz', odd)).stderr).toEqual([flags]);
    expect((await print('-n --warn_printbadcsum --checksum', odd)).stderr).toEqual([sum]);
    expect((await print('-n -w -i1', odd)).stderr).toEqual([]);
  });

  it('-P prints the packets of the chosen connections', async () => {
    expect((await print('-n -P -o3', THREE)).stdout.slice(3, 26)).toEqual([
      'Packet 7',
      '\tSaved Length: 40',
      '\tCollected: Thu Jan  1 00:00:00.050000 2026',
      '\tIP  VERS: 4',
      '\tIP  Srce: 10.0.0.4 ',
      '\tIP  Dest: 10.0.0.2 ',
      '\t    Type: 0x6 (TCP)',
      '\t    HLEN: 20',
      '\t     TTL: 64',
      '\t     LEN: 40',
      '\t      ID: 1',
      '\t   CKSUM: 0x66ca',
      '\t  OFFSET: 0x0000',
      '\tTCP SPRT: 1002 ',
      '\t    DPRT: 80 ',
      '\t     FLG:   ----S- (0x02)',
      '\t     SEQ: 0x00000fa0',
      '\t     ACK: 0x00000000',
      '\t     WIN: 512',
      '\t    HLEN: 20',
      '\t   CKSUM: 0x8603',
      '\t    DLEN: 0',
      '11 packets seen, 10 TCP packets traced',
    ]);
  });

  it('-P --print_seq_zero counts from the ISNs of those ends whose SYN was seen', async () => {
    const { stdout } = await print('-n -P -o1 --print_seq_zero -E3', THREE);
    expect(stdout.filter((line) => /SEQ|ACK:/.test(line))).toEqual([
      '\t     SEQ: 0x00000000(R)',
      '\t     ACK: 0x00000000',
      '\t     SEQ: 0x00000000(R)',
      '\t     ACK: 0x00000001(R)',
      '\t     SEQ: 0x00000001(R)',
      '\t     ACK: 0x00000001(R)',
    ]);
    const midway = await print('-n -P -o1 --print_seq_zero -B4 -E4', THREE);
    expect(midway.stdout).toContain('\t     SEQ: 0x000003e9');
  });

  it('--dump_packet_data prints all packets with their payload', async () => {
    const talk = `
a 10.0.0.1:1000
b 10.0.0.2:80
0 a > b P. "GET / HTTP/1.0\\r\\n\\r\\n\\x00\\xff" ack 1
`;
    const { stdout } = await print('-n --dump_packet_data', talk);
    expect(stdout.slice(stdout.indexOf('\t    DLEN: 20') + 1).slice(0, 6)).toEqual([
      '='.repeat(40),
      '   data (20 bytes):',
      'GET / HTTP/1.0',
      '',
      '\\000\\377\\',
      '='.repeat(40),
    ]);
  });

  it('-xhttp tells requests with their times', async () => {
    const exchange = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S
0.010  b > a S. ack 1
0.020  a > b P. "GET /a HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n" ack 1
0.120  b > a P. "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n" ack 29
0.130  b > a P. "hello" ack 29
0.140  a > b . ack 44
0.150  a > b P. "GET /b HTTP/1.1\\r\\n\\r\\n" ack 44
0.160  b > a P. "HTTP/1.1 200 OK\\r\\n\\r\\nto the end" ack 48
0.170  b > a F. ack 48
0.180  a > b . ack 74
`;
    const folder = temporaryFolder();
    const { stdout } = await print(`-n -xhttp --output_dir=${folder}`, exchange);
    expect(stdout[0]).toBe('mod_http: Capturing HTTP traffic (port 80)');
    expect(stdout.slice(stdout.indexOf('Http module output:'))).toEqual([
      'Http module output:',
      '10.0.0.1:1000 ==> 10.0.0.2:80 (a2b)',
      '  Server Syn Time:      Thu Jan  1 00:00:00.010000 2026 (1767225600.010)',
      '  Client Syn Time:      Thu Jan  1 00:00:00.000000 2026 (1767225600.000)',
      '  Server Fin Time:      Thu Jan  1 00:00:00.170000 2026 (1767225600.170)',
      '  Client Last Time:     Thu Jan  1 00:00:00.180000 2026 (1767225600.180)',
      '    GET /a HTTP/1.1',
      '\tResponse Code:       200 (OK)',
      '\tRequest Length:      28',
      '\tReply Length:        43',
      '\tContent Length:      5',
      '\tContent Type  :      -/-',
      '\tTime request sent:   Thu Jan  1 00:00:00.020000 2026 (1767225600.020)',
      '\tTime reply started:  Thu Jan  1 00:00:00.120000 2026 (1767225600.120)',
      '\tTime reply ACKed:    Thu Jan  1 00:00:00.140000 2026 (1767225600.140)',
      '\tElapsed time:  100 ms (request to first byte sent)',
      '\tElapsed time:  120 ms (request to content ACKed)',
      '    GET /b HTTP/1.1',
      '\tResponse Code:       200 (OK)',
      '\tRequest Length:      19',
      '\tReply Length:        29',
      '\tContent Length:      10',
      '\tContent Type  :      -/-',
      '\tTime request sent:   Thu Jan  1 00:00:00.150000 2026 (1767225600.150)',
      '\tTime reply started:  Thu Jan  1 00:00:00.160000 2026 (1767225600.160)',
      '\tTime reply ACKed:    Thu Jan  1 00:00:00.180000 2026 (1767225600.180)',
      '\tElapsed time:  10 ms (request to first byte sent)',
      '\tElapsed time:  30 ms (request to content ACKed)',
      '',
    ]);
    expect(readFileSync(path.join(folder, 'http.times'), 'utf8').split('\n')).toEqual([
      'conn 10.0.0.1:1000 10.0.0.2:80 a2b 47 2 72 2',
      'reqrep 10.0.0.1:1000 10.0.0.2:80 a2b 1767225600.020 1767225600.120 1767225600.140 28 43 200 GET /a HTTP/1.1 -/-',
      'reqrep 10.0.0.1:1000 10.0.0.2:80 a2b 1767225600.150 1767225600.160 1767225600.180 19 29 200 GET /b HTTP/1.1 -/-',
      '',
    ]);
  });

  it('-xhttp counts requests that go wrong, so that the others find their replies, and tells what is missing', async () => {
    const odd = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S
0.010  b > a S. ack 1
0.020  a > b P. "GET /old\\r\\n" ack 1
0.030  b > a P. "HTTP/1.0 200 Old\\r\\nContent-Length: 0\\r\\n\\r\\n" ack 11
0.040  a > b P. "TARGET noise GET /b HTTP/1.1\\r\\n\\r\\n" ack 39
0.050  b > a P. "HTTP/1.1 200 New\\r\\nContent-Length: 90\\r\\n\\r\\n" ack 41
0.060  b > a P. 80:170(90) ack 41 captured 104
0.070  b > a F. 170:170(0) ack 41
0.080  a > b F. ack 171
`;
    const folder = temporaryFolder();
    const { stdout } = await print(`-n -xhttp --output_dir=${folder}`, odd);
    expect(stdout.filter((line) => /WARNING|GET|Response|Length/.test(line))).toEqual([
      'WARNING!!!!  Information may be invalid, 40 bytes were not captured',
      '    GET /old',
      '\tResponse Code:       200 (Old)',
      '\tRequest Length:      23',
      '\tReply Length:        39',
      '\tContent Length:      0',
      '    GET /b HTTP/1.1',
      '\tResponse Code:       200 (New)',
      '\tRequest Length:      19',
      '\tReply Length:        90',
      '\tContent Length:      90',
    ]);
  });
});

describe('names', () => {
  const LOCAL = `
a 127.0.0.1:50000
b 127.0.0.1:443
c 127.0.0.1:8080
0 a > b S
1 a > c S
`;

  it('stand for addresses and for ports up to 1023, unless -n', async () => {
    expect((await print('', LOCAL)).stdout.slice(6, 8)).toEqual([
      '  1: localhost:50000 - localhost:https (a2b)    1>    0<  (unidirectional)',
      '  2: localhost:50000 - localhost:8080 (c2d)     1>    0<  (unidirectional)',
    ]);
  });

  it('--nores_addr and --nores_port leave out one kind', async () => {
    expect((await print('--nores_addr', LOCAL)).stdout[6]).toContain('127.0.0.1:50000 - 127.0.0.1:https');
    expect((await print('--nores_port', LOCAL)).stdout[6]).toContain('localhost:50000 - localhost:443');
  });
});

it('-p prints the addresses of token ring too', async () => {
  const { stdout } = await print('-n -p', pcap(scenarioPackets(THREE), 6));
  expect(stdout.slice(6, 9)).toEqual([
    '\tETH Srce: 02:00:00:00:00:01',
    '\tETH Dest: 02:00:00:00:00:02',
    '\t    Type: 0x800 (IP)',
  ]);
});
