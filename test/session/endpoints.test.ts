import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { sessionOf } from './sessions.ts';

const column = async (text: string, id: string): Promise<string[]> => {
  const session = await sessionOf(text);
  const { text: cell } = session.columns.find((one) => one.id === id)!;
  return Array.from({ length: session.store.count }, (_, connection) => cell(asRow(connection)));
};

describe('ends in a narrow column', () => {
  test('what all clients share is left out, the port never', async () => {
    const clients = `
a 172.16.16.1:4859
b 172.16.17.254:5
s 10.0.0.1:80
0 a > s S
1 b > s S
`;
    expect(await column(clients, 'a')).toEqual(['.16.1:4859', '.17.254:5']);
  });

  test('short ones stay whole', async () => {
    expect(await column('a 10.0.0.1:8\ns 10.0.0.2:81\n0 a > s S\n', 'a')).toEqual(['10.0.0.1:8']);
  });

  test('IPv6 is cut at its front', async () => {
    const session = 'a [2001:db8:1:2:3:4:5:6]:50000\ns [2001:db8::1]:443\n0 a > s S\n';
    expect(await column(session, 'a')).toEqual(['~:6]:50000']);
    expect(await column(session, 'b')).toEqual(['~001:db8::1]:443']);
  });
});
