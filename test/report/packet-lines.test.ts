/** --packets: a line a packet. */
import { expect, it } from 'vitest';
import { scenario } from '../support/scenario.ts';
import { print } from './print.ts';

const LOSS = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000 isn 4294967000
b 10.0.0.2:80 isn 5000
c [2001:db8::1]:1001
d [2001:db8::2]:443
0      a > b S win 8192 <mss 1460,sackOK,wscale 7>
0.010  b > a S. ack 1 win 8192 <mss 1460,sackOK,wscale 2>
0.020  a > b . ack 1 win 64
0.030  a > b P. 1:401(400) ack 1 win 64
0.031  a > b . 801:1201(400) ack 1 win 64
0.041  b > a . ack 401 win 2048
0.042  b > a . ack 401 win 2048 <sack 801:1201>
0.043  c > d udp 30
0.050  c > d SEW win 100
0.500  a > b P. 401:801(400) ack 1 win 64
0.510  b > a R 1:1(0) win 0
`;

const LINES = [
  '# seconds after 2026-01-01T00:00:00.000000Z',
  '      1      0.000000 a2b     10.0.0.1:1000 > 10.0.0.2:80 S seq 0 len 0 win 8192',
  '      2      0.010000 b2a     10.0.0.2:80 > 10.0.0.1:1000 S. seq 0 ack 1 len 0 win 8192',
  '      3      0.020000 a2b     10.0.0.1:1000 > 10.0.0.2:80 . seq 1 ack 1 len 0 win 8192',
  '      4      0.030000 a2b     10.0.0.1:1000 > 10.0.0.2:80 P. seq 1:401 ack 1 len 400 win 8192',
  '      5      0.031000 a2b     10.0.0.1:1000 > 10.0.0.2:80 . seq 801:1201 ack 1 len 400 win 8192 [previous segment not captured]',
  '      6      0.041000 b2a     10.0.0.2:80 > 10.0.0.1:1000 . seq 1 ack 401 len 0 win 8192',
  '      7      0.042000 b2a     10.0.0.2:80 > 10.0.0.1:1000 . seq 1 ack 401 len 0 win 8192 sack 801:1201 [duplicate ACK 1]',
  '      9      0.050000 c2d     [2001:db8::1]:1001 > [2001:db8::2]:443 SEW seq 0 len 0 win 100',
  '     10      0.500000 a2b     10.0.0.1:1000 > 10.0.0.2:80 P. seq 401:801 ack 1 len 400 win 8192 [retransmission (timeout)]',
  '     11      0.510000 b2a     10.0.0.2:80 > 10.0.0.1:1000 R seq 1 len 0 win 0',
  '',
];

it('tells each segment with what it is, numbers from the ISNs across the wrap, windows scaled', async () => {
  expect((await print('--packets', LOSS)).stdout).toEqual(LINES);
});

it('tells UDP datagrams too with -u', async () => {
  expect((await print('--packets -u', LOSS)).stdout[8]).toBe(
    '      8      0.043000 udp     [2001:db8::1]:1001 > [2001:db8::2]:443 len 30',
  );
});

it.each(['-o2', '-i1', '--port 443', '--host 2001:db8::/64', '--filter port:443', '-f c_port=1001'])(
  'tells those of the chosen connections: %s',
  async (options) => {
    const { stdout } = await print(`--packets ${options}`.replace('-f ', '-f'), LOSS);
    expect(stdout.slice(1).map((line) => line.slice(0, 7))).toEqual(['      9', '']);
  },
);

it('tells the packets before a damaged place', async () => {
  const { stdout, stderr } = await print('--packets', scenario(LOSS).subarray(0, -10));
  expect(stdout).toEqual([...LINES.slice(0, -2), '']);
  expect(stderr).toHaveLength(1);
});
