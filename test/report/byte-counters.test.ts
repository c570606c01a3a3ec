/** SYNs, FINs and RSTs are counted in a byte, as tcptrace does (docs/tcptrace.md, "Connections"). */
import { expect, it } from 'vitest';
import { print } from './print.ts';

const ends = 'a 10.0.0.1:1000 isn 1000\nb 10.0.0.2:80 isn 5000\n';
const syns = (count: number): string =>
  ends + Array.from({ length: count }, (_, i) => `${(i / 1000).toFixed(3)} a > b S 0:0(0)\n`).join('');

const row = async (count: number): Promise<string | undefined> =>
  (await print('-n -l', syns(count))).stdout.find((line) => line.includes('SYN/FIN pkts sent'));

it('the 256th SYN makes it none', async () => {
  expect(await row(255)).toBe('     SYN/FIN pkts sent:     255/0           SYN/FIN pkts sent:       0/0      ');
  expect(await row(256)).toBe('     SYN/FIN pkts sent:       0/0           SYN/FIN pkts sent:       0/0      ');
});
