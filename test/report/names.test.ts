/** Reports with names on: reverse DNS, and -s. */
import { expect, it, vi } from 'vitest';
import { print } from './print.ts';

/** One address has a name; the others have none. */
vi.mock('node:dns/promises', () => ({
  Resolver: class {
    async reverse(address: string): Promise<string[]> {
      if (address === '192.0.2.1') return ['www.example.net'];
      throw Object.assign(new Error('queryPtr ENOTFOUND'), { code: 'ENOTFOUND' });
    }
  },
}));

const TWO = `
a 192.0.2.1:50000
b 192.0.2.2:80
0 a > b S
`;

const line = async (options: string): Promise<string> => (await print(options, TWO)).stdout[6];

it('stand in for the addresses that have one', async () => {
  expect(await line('')).toBe('  1: www.example.net:50000 - 192.0.2.2:http (a2b)    1>    0<  (unidirectional)');
});

it('-s cuts names at the first dot, and addresses without a name too, as tcptrace does', async () => {
  expect(await line('-s')).toBe('  1: www:50000 - 192:http (a2b)    1>    0<  (unidirectional)');
  expect(await line('-s -n')).toBe('  1: 192.0.2.1:50000 - 192.0.2.2:80 (a2b)    1>    0<  (unidirectional)');
});
