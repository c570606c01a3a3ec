import { beforeEach, describe, expect, it, vi } from 'vitest';
import { print } from './print.ts';

const EXCHANGE = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80 isn 5000
0         a > b S win 8192 <mss 65495>
0.010     b > a S. ack 1 win 8192
0.020     a > b . ack 1 win 8192
0.100001  a > b P. 1:25(24) ack 1 win 8192
0.200     a > b P. 1:25(24) ack 1 win 8192
2.300     b > a . ack 25 win 8192
2.400     a > b . 10:10(0) ack 1 win 8192
`;

beforeEach(() => vi.stubEnv('TZ', 'UTC'));

describe('--json', () => {
  it('is an object a line with the right figures of both directions', async () => {
    const { stdout, exitCode } = await print('--json', EXCHANGE);
    expect(exitCode).toBe(0);
    expect(stdout).toHaveLength(2);
    const connection = JSON.parse(stdout[0]);
    expect(connection).toMatchObject({
      number: 1,
      first_time: '2026-01-01T00:00:00.000000Z',
      last_time: '2026-01-01T00:00:02.400000Z',
      duration: 2_400_000,
      total_packets: 7,
      complete: false,
      file: 'FILE',
      a2b: {
        label: 'a2b',
        address: '10.0.0.1',
        port: 1000,
        data_packets: 2,
        data_bytes: 48,
        unique_bytes: 24,
        retransmitted_packets: 1,
        mss: 65_495,
        tcptrace_mss: 4_294_967_255,
        average_segment: 24,
        tcptrace_average_segment: 23,
        tcptrace_largest_outstanding: -14,
        rtt_samples: 1,
        rtt_average: 10_000,
        rtt_deviation: null,
        stream_length: null,
      },
      b2a: { label: 'b2a', port: 80, packets: 2, rtt_min: 10_000, ambiguous_rtt_min: null },
    });
  });
});

describe('--columns', () => {
  it('is RFC 4180 with the named statistics, both directions unless one is named', async () => {
    const { stdout } = await print('--columns number,address,data_bytes_a2b,stream_length_a2b,first_time', EXCHANGE);
    expect(stdout).toEqual([
      'number,address_a2b,address_b2a,data_bytes_a2b,stream_length_a2b,first_time',
      '1,10.0.0.1,10.0.0.2,48,,2026-01-01T00:00:00.000000Z',
      '',
    ]);
  });

  it('refuses a name that is no statistic', async () => {
    const { stdout, stderr, exitCode } = await print('--columns number,bytes', EXCHANGE);
    expect(exitCode).toBe(2);
    expect(stdout).toEqual(['']);
    expect(stderr).toEqual([
      "--columns: there is no statistic 'bytes'. Write as in --columns number,address,data_bytes; docs/statistics.md and --json name them all",
    ]);
  });
});

describe('--interval', () => {
  it.each(['-fport=81', '--filter port:81', '-o2', '--port 81'])(
    'of the connections chosen with %s',
    async (choice) => {
      const two = EXCHANGE.replace('0         a', 'c 10.0.0.2:81\n0         a');
      const { stdout } = await print(`--interval 10s --csv ${choice}`, `${two}3 a > c P. "hello" ack 1\n`);
      expect(stdout.slice(1)).toEqual(['2026-01-01T00:00:03.000000Z,1,5,0,1,1,', '']);
    },
  );

  it('tells what happened in each second', async () => {
    const { stdout } = await print('--interval 1s', EXCHANGE);
    expect(stdout).toEqual([
      'interval                             segments         bytes       rexmits           new        active RTT median ms',
      '--------                             --------         -----       -------           ---        ------ -------------',
      'Thu Jan  1 00:00:00.000000 2026             5            48             1             1             1        10.000',
      'Thu Jan  1 00:00:01.000000 2026             0             0             0             0             0             -',
      'Thu Jan  1 00:00:02.000000 2026             2             0             0             0             1             -',
      '',
    ]);
  });

  it('in CSV and JSON', async () => {
    expect((await print('--interval 10s --csv', EXCHANGE)).stdout).toEqual([
      'start,segments,bytes,retransmitted_segments,new,active,rtt_median_us',
      '2026-01-01T00:00:00.000000Z,7,48,1,1,1,10000',
      '',
    ]);
    expect((await print('--interval 10s --tsv', EXCHANGE)).stdout[0]).toBe(
      'start\tsegments\tbytes\tretransmitted_segments\tnew\tactive\trtt_median_us',
    );
    expect((await print('--interval 10s --json', EXCHANGE)).stdout.map((line) => line && JSON.parse(line))).toEqual([
      {
        start: '2026-01-01T00:00:00.000000Z',
        segments: 7,
        bytes: 48,
        retransmitted_segments: 1,
        new: 1,
        active: 1,
        rtt_median_us: 10_000,
      },
      '',
    ]);
  });
});
