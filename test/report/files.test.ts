/** Files beside the report: graphs, payload, samples and slices as tcptrace 6.6.7 writes them, and what goes further. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { expand } from '../../source/report/files.ts';
import { pcap } from '../support/captures.ts';
import { scenario, scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { printFiles } from './print.ts';

const folder = path.join(import.meta.dirname, 'tcptrace');
const text = (name: string): string => readFileSync(path.join(folder, `${name}.scenario`), 'utf8');

/** The files of a folder by name. */
function contents(of: string): Record<string, string> {
  return Object.fromEntries(readdirSync(of).map((name) => [name, readFileSync(path.join(of, name), 'latin1')]));
}

/** Runs the report with its own folder for files; hands back what stands there, and what was printed. */
async function written(options: readonly string[], capture: string | Uint8Array) {
  const file = writeTemporary(typeof capture === 'string' ? scenario(capture) : capture);
  const output = path.join(path.dirname(file), 'made', 'here');
  const printed = await printFiles(['-n', `--output_dir=${output}`, ...options], [file]);
  return { ...printed, files: contents(output), output };
}

beforeEach(() => vi.stubEnv('TZ', 'UTC'));

describe('as tcptrace writes them', () => {
  const OPTIONS = ['-S', '-N', '-F', '-T', '-A3', '-R', '-Z', '-e', '-xslice-i0.2 -tU'];

  it.each(['losses', 'duplicate-acks', 'graphs-at-zero'])('graphs, payload, samples and slices of %s', async (name) => {
    expect((await written(OPTIONS, text(name))).files).toEqual(contents(path.join(folder, `${name}.files`)));
  });

  it('axes from zero, one connection, without colours', async () => {
    const { files } = await written(['-S', '-zxy', '-M', '-o1'], text('losses'));
    expect(files).toEqual(contents(path.join(folder, 'losses.relative')));
  });
});

it('--noshowsacks leaves the SACK blocks out of the graphs, and nothing else', async () => {
  const plain = (await written(['-S'], text('duplicate-acks'))).files;
  const without = (await written(['-S', '--noshowsacks'], text('duplicate-acks'))).files;
  const kept = plain['a2b_tsg.xpl'].replace(/purple\n(?:(?:line|htick|[rac]text) .*\n(?:[\dS]+\n)?)+/g, '');
  expect(plain['a2b_tsg.xpl']).toContain('purple');
  expect(without['a2b_tsg.xpl']).toBe(kept);
});

it('-N draws a weighted mean as 0 that does not fit into 64 bits, as where the clock goes back', async () => {
  const packets = scenarioPackets(`
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000 isn 4294967279
b 10.0.0.2:80 isn 2147483647
0 a > b . 1:11(10) ack 1 win 500
0 b > a . ack 11 win 500
1 a > b . 27:77(50) ack 1 win 500
2 a > b . 273:323(50) ack 1 win 500
3 a > b . 529:579(50) ack 1 win 500
`);
  packets[4].micros = packets[0].micros + 10_000;
  const { files } = await written(['-N'], pcap(packets));
  expect(files['a2b_owin.xpl'].match(/^green\ndot .*/gm)).toEqual([
    'green\ndot 1767225600.000000 10',
    'green\ndot 1767225601.000000 2147483648',
    'green\ndot 1767225602.000000 0',
  ]);
});

it('-c leaves the graphs of complete connections only', async () => {
  const { files } = await written(['-S', '-c'], text('losses'));
  expect(Object.keys(files).sort()).toEqual(['a2b_tsg.xpl', 'b2a_tsg.xpl']);
});

describe('-L', () => {
  const arrows = (file: string): string[] => file.split('\n').filter((line) => /^(?:line|[A-Z\d].*win )/.test(line));

  it('draws a time line of each connection', async () => {
    const { files } = await written(['-L', '-o2'], text('losses'));
    expect(files['c_d_tline.xpl'].split('\n')).toEqual([
      'unsigned dtime',
      'title',
      '10.0.0.3:1001_==>_10.0.0.2:80 (time line graph)',
      'xlabel',
      'segments',
      'ylabel',
      'relative time',
      'invisible 0 -0.000000',
      'invisible 100 -0.000000',
      'line 40 -0.000000 40 -0.000000',
      'line 60 -0.000000 60 -0.000000',
      'orange',
      'line 40 -0.000000 60 -0.000000',
      'rarrow 60 -0.000000',
      'white',
      'ltext 40 -0.000000',
      'SYN 4294967290:4294967290(0) win 512 ',
      'line 40 -0.000000 40 -0.001000',
      'line 60 -0.000000 60 -0.001000',
      'orange',
      'line 60 -0.001000 40 -0.001000',
      'larrow 40 -0.001000',
      'white',
      'rtext 60 -0.001000',
      'RST 5000:5000(0) ack 4294967291 win 0 ',
      'go',
      '',
    ]);
  });

  it('counts from the number of the first segment, from the second one on; slants by a third of the round trip', async () => {
    const { files } = await written(
      ['-L'],
      `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80 isn 5000
0 a > b S
0.010 b > a S. ack 1
0.020 a > b P. "hello" ack 1
0.030 b > a P. "hello" ack 6
0.040 a > b P. 1:6(5) ack 1
`,
    );
    expect(arrows(files['a_b_tline.xpl'])).toEqual([
      'line 40 -0.000000 40 -0.000000',
      'line 60 -0.000000 60 -0.000000',
      'line 40 -0.000000 60 -0.000000',
      'SYN 1000:1000(0) win 64240 ',
      'line 40 -0.000000 40 -0.010000',
      'line 60 -0.000000 60 -0.010000',
      'line 60 -0.010000 40 -0.010000',
      'SYN 5000:5000(0) ack 1001 win 64240 ',
      'line 40 -0.000000 40 -0.023333',
      'line 60 -0.000000 60 -0.023333',
      'line 40 -0.020000 60 -0.023333',
      'PSH 1001:1006(5) ack 5001 win 64240 ',
      'line 40 -0.000000 40 -0.026667',
      'line 60 -0.000000 60 -0.026667',
      'line 60 -0.026667 40 -0.030000',
      'PSH 5001:5006(5) ack 6 win 64240 ',
      'line 40 -0.000000 40 -0.043333',
      'line 60 -0.000000 60 -0.043333',
      'line 40 -0.040000 60 -0.043333',
      'PSH 1:6(5) ack 1 win 64240 R ',
    ]);
  });
});

describe('-xrealtime', () => {
  it('tells connections as they open and close', async () => {
    const { stdout } = await written(['-xrealtime'], text('losses'));
    expect(stdout.slice(3)).toEqual([
      '1767225600.000000  10.0.0.1:1000\t10.0.0.2:80 new connection',
      '1767225600.150000  10.0.0.3:1001\t10.0.0.2:80 new connection',
      '1767225600.151000  10.0.0.3:1001\t10.0.0.2:80 connection closes (had 2 packets)',
      '1767225600.900000  10.0.0.1:1000\t10.0.0.2:80 connection closes (had 13 packets)',
      '18 packets seen, 17 TCP packets traced, 1 UDP packets traced',
      'trace file elapsed time: 0:00:01.000000',
      '',
      'realtime: TCP packets - 17',
      'realtime: UDP packets - 1',
      'realtime: other packets - 0',
      '',
      '',
    ]);
  });

  it('takes all connections of two endpoints for one; counts what is open from the first minute on', async () => {
    const { stdout } = await written(
      ['-xrealtime'],
      `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80 isn 5000
c 10.0.0.4:1002
0 a > b S
1 b > a R. ack 1
2 c > b S
3 b > c icmp unreachable port
62 a > b S
700 a > b S
701 a > b S
`,
    );
    expect(stdout.slice(3)).toEqual([
      '1767225600.000000  10.0.0.1:1000\t10.0.0.2:80 new connection',
      '1767225601.000000  10.0.0.1:1000\t10.0.0.2:80 connection closes (had 2 packets)',
      '1767225602.000000  10.0.0.4:1002\t10.0.0.2:80 new connection',
      '1767225662.000000  number of open connections is 1',
      '1767226300.000000  number of open connections is 1',
      '1767226301.000000  number of open connections is 1',
      '7 packets seen, 6 TCP packets traced, 0 UDP packets traced',
      'trace file elapsed time: 0:11:41.000000',
      '',
      'realtime: TCP packets - 6',
      'realtime: UDP packets - 0',
      'realtime: other packets - 1',
      '\tprotocol:   1, number: 1',
      '',
      '',
    ]);
  });
});

const WRAPPING = `
a 10.0.0.1:1000 isn 4294967290
b 10.0.0.2:80
0      a > b S
0.010 b > a S. ack 1
0.020  a > b P. "over " ack 1
0.030  a > b P. "the wrap" ack 1
0.040  a > b P. 20:24(4) ack 1
0.050  a > b P. 1:4(3) ack 1
`;

describe('-e', () => {
  it('goes on across the wrap of the sequence numbers, leaves gaps as holes', async () => {
    const { files } = await written(['-e'], WRAPPING);
    expect(files).toEqual({ 'a2b_contents.dat': 'over the wrap\0\0\0\0\0\0uvwx' });
  });

  it('warns when files cannot be whole', async () => {
    const { stderr } = await written(['-e'], text('cut'));
    expect(stderr).toEqual(['some extracted files are incomplete: -l shows what is missing']);
  });
});

describe('-O', () => {
  it('writes the packets of the chosen connections as a capture that gives the same report', async () => {
    const { output } = await written(['-o1', '-Ochosen.pcap'], text('losses'));
    const { stdout } = await printFiles(['-n'], [path.join(output, 'chosen.pcap')]);
    expect(stdout.slice(3)).toEqual([
      '15 packets seen, 15 TCP packets traced',
      'trace file elapsed time: 0:00:01.000000',
      'TCP connection info:',
      '  1: 10.0.0.1:1000 - 10.0.0.2:80 (a2b)   10>    5<  (complete)',
      '    ** Warning, a2b: detected 1 hardware duplicate(s) (same seq # and IP ID)',
      '',
    ]);
  });
});

describe('-xtraffic', () => {
  it('counts by port and over all, also in a trace of less than a second', async () => {
    const { files, stdout } = await written(['-xtraffic-p80 -i1'], text('duplicate-acks'));
    expect(stdout[0]).toBe('mod_traffic: characterizing traffic');
    expect(stdout.slice(-4)).toEqual([
      'Dumping port statistics into file traffic_byport.dat',
      'Dumping overall statistics into file traffic_stats.dat',
      'Plotting performed at 1.000 second intervals',
      '',
    ]);
    expect(files['traffic_byport.dat'].split('\n')).toEqual([
      'Overall totals by port',
      'TOTAL        bytes:         1924  pkts:         21  conns:        1  tput:     2114 B/s',
      'Port    80   bytes:         1924  pkts:         21  conns:        1  tput:     2114 B/s',
      '',
    ]);
    expect(files['traffic_stats.dat'].split('\n')).toEqual([
      '',
      '',
      'Overall Statistics over 0 seconds (0:00:00.910000):',
      '1924 ttl bytes sent, 2114.286 bytes/second',
      '1364 ttl non-rexmit bytes sent, 1498.901 bytes/second',
      '560 ttl rexmit bytes sent, 615.385 bytes/second',
      '21 packets sent, 23.077 packets/second',
      '1 connections opened, 1.099 conns/second',
      '1 dupacks sent, 1.099 dupacks/second',
      '4 rexmits sent, 4.396 rexmits/second',
      'average RTT: 10.000 msecs',
      '',
    ]);
  });

  it('counts a connection that nothing answered by port, but not as opened', async () => {
    const { files } = await written(['-xtraffic'], 'a 10.0.0.1:1000\nb 10.0.0.2:80\n0 a > b S\n2 a > b S\n');
    expect(files['traffic_byport.dat'].split('\n')[1]).toBe(
      'TOTAL        bytes:           80  pkts:          2  conns:        1  tput:       40 B/s',
    );
    expect(files['traffic_stats.dat']).toContain('\n0 connections opened, 0.000 conns/second\n');
  });

  it('counts what has the same port at both ends twice there, and connections of other ports in the total', async () => {
    const talk = 'a 10.0.0.1:80\nb 10.0.0.2:80\nc 10.0.0.3:1000\n0 a > b S\n1 a > b S\n2 c > b S\n3 c > b S\n';
    const { files } = await written(['-xtraffic-p80,-1000'], talk);
    expect(files['traffic_byport.dat'].split('\n').slice(1)).toEqual([
      'TOTAL        bytes:          160  pkts:          4  conns:        2  tput:       53 B/s',
      'Port    80   bytes:          240  pkts:          6  conns:        3  tput:       80 B/s',
      '',
    ]);
    const others = (await written(['-xtraffic-p1000'], talk)).files['traffic_byport.dat'].split('\n');
    expect(others.slice(1)).toEqual([
      'TOTAL        bytes:           80  pkts:          2  conns:        2  tput:       26 B/s',
      'Port  1000   bytes:           80  pkts:          2  conns:        1  tput:       26 B/s',
      '',
    ]);
  });

  it.each(['-j', '-p99999', '-p90-80', '-p80,'])('does not understand %s', async (word) => {
    const file = writeTemporary(scenario(text('losses')));
    expect(await printFiles(['-n', `-xtraffic${word}`], [file])).toMatchObject({
      exitCode: 2,
      stdout: [''],
      stderr: [
        `-xtraffic: '${word}' is not understood; write -i15 for the seconds, -p80,8000-8100,-8080 for the ports`,
      ],
    });
  });
});

describe('file names', () => {
  it('have the capture, the date and the time of the run filled in', () => {
    const now = new Date(2026, 0, 5, 7, 8, 9);
    expect(expand('%f/%D-%d-%t', 'web.pcap', now)).toBe('web.pcap/1-5-2026-Mon_Jan__5_07:08:09_2026-Mon_Jan__5_2026');
  });

  it('that cannot be written are said in one line', async () => {
    const file = writeTemporary(scenario(text('losses')));
    const blocked = `${file}.folder`;
    mkdirSync(path.join(blocked, 'a2b_tsg.xpl'), { recursive: true });
    const { exitCode, stderr } = await printFiles(['-n', '-S', `--output_dir=${blocked}`], [file]);
    expect(exitCode).toBe(1);
    expect(stderr).toHaveLength(1);
    expect(stderr[0]).toMatch(/^cannot write .*a2b_tsg.xpl: EISDIR/);
  });

  it('in a folder that cannot be made are said in one line', async () => {
    const file = writeTemporary(scenario(text('losses')));
    const blocked = `${file}.stale`;
    symlinkSync('nowhere', blocked);
    const { exitCode, stderr } = await printFiles(['-n', '-S', `--output_dir=${blocked}/made/here`], [file]);
    expect(exitCode).toBe(1);
    expect(stderr).toHaveLength(1);
    expect(stderr[0]).toMatch(/^cannot write .*made\/here: EEXIST/);
  });
});
