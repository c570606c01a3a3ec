/** Where tcptrace's figure is kept for its rows, the right one stands beside it. */

import { describe, expect, it } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { asRow } from '../../source/connection/numbering.ts';
import { statistic } from '../../source/connection/statistics.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

async function figures(text: string, ids: readonly string[]) {
  const capture = await openCapture([{ kind: 'file', path: writeTemporary(scenario(text)) }], 'everything');
  const store = new ConnectionStore(undefined, 4);
  const options = { decoder: decoderFor('everything'), analyser: ORDINARY, cuts: NO_CUTS, observers: [], index: null };
  await new Pass(capture, store, options).run(new AbortController().signal);
  capture.close();
  return Object.fromEntries(ids.map((id) => [id, statistic(id).value(store, asRow(0), 0)]));
}

const HANDSHAKE = (isn: number) => `
a 10.0.0.1:1000 isn ${isn}
b 10.0.0.2:80
0.0 a > b S 0:0(0) win 64240
0.1 b > a S. 0:0(0) ack 1 win 64240
0.2 a > b . ack 1 win 64240
`;

it('bytes outstanding are those beyond the acknowledgement; a segment older than it does not count', async () => {
  const text = `${HANDSHAKE(1000)}
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.1 a > b . 1001:2001(1000) ack 1 win 64240
1.2 b > a . ack 2001 win 64240
1.3 a > b . 1:1(0) ack 1 win 64240
2.2 a > b . 2001:2501(500) ack 1 win 64240
`;
  expect(await figures(text, ['largest_outstanding', 'average_outstanding', 'tcptrace_largest_outstanding'])).toEqual({
    largest_outstanding: 2000,
    // 0 after the handshake, 1000, 2000, and 500 at the end
    average_outstanding: 875,
    // The old segment: 1 - 2000
    tcptrace_largest_outstanding: -1999,
  });
});

it('bytes outstanding go round the end of the sequence space', async () => {
  const text = `${HANDSHAKE(2 ** 32 - 501)}
1.0 a > b . 1:501(500) ack 1 win 64240
1.1 a > b . 501:1001(500) ack 1 win 64240
`;
  expect(await figures(text, ['largest_outstanding'])).toEqual({ largest_outstanding: 1000 });
});

it('bytes outstanding are weighted by how long they lasted', async () => {
  const text = `${HANDSHAKE(1000)}
1.2 a > b . 1:1001(1000) ack 1 win 64240
2.2 a > b . 1001:1001(0) ack 1 win 64240
`;
  // Nothing for 1.0 s, then 1000 bytes for 1.0 s, of the connection's 2.2 s
  expect(await figures(text, ['weighted_outstanding'])).toEqual({
    weighted_outstanding: (1000 * 1_000_000) / 2_200_000,
  });
});

it('full segments are the largest, not SYN, FIN or single bytes', async () => {
  const text = `${HANDSHAKE(1000)}
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.3 b > a . ack 1001 win 64240
2.0 a > b . 1001:2001(1000) ack 1 win 64240
2.1 b > a . ack 2001 win 64240
3.0 a > b . 2001:2002(1) ack 1 win 64240
3.5 b > a . ack 2002 win 64240
`;
  const ids = ['full_size_rtt_samples', 'full_size_rtt_min', 'full_size_rtt_max', 'full_size_rtt_average'];
  expect(await figures(text, [...ids, 'tcptrace_full_size_rtt_samples'])).toEqual({
    full_size_rtt_samples: 2,
    full_size_rtt_min: 100_000,
    full_size_rtt_max: 300_000,
    full_size_rtt_average: 200_000,
    // The SYN and the single byte
    tcptrace_full_size_rtt_samples: 2,
  });
});

/** What a network card makes of a super packet. */
const SEGMENTS = [
  '1.01 a > b . 1:1001(1000) ack 1 win 64240 id 40 ttl 63',
  '1.02 a > b . 1001:2001(1000) ack 1 win 64240 id 41 ttl 63',
  '1.03 a > b . 2001:3001(1000) ack 1 win 64240 id 42 ttl 63',
].join('\n');

describe('retransmitted', () => {
  const IDS = ['retransmitted_packets', 'retransmitted_bytes', 'out_of_order_packets', 'keep_alives', 'copies'];
  const [NOTHING, resent] = [
    { retransmitted_packets: 0, retransmitted_bytes: 0, out_of_order_packets: 0, keep_alives: 0, copies: 0 },
    (packets: number, bytes: number) => ({ retransmitted_packets: packets, retransmitted_bytes: bytes }),
  ];
  const opened = (lines: string) => figures(HANDSHAKE(1000) + lines, [...IDS, 'tcptrace_retransmitted_packets']);

  it('is data sent again, as tcptrace has it too', async () => {
    expect(
      await opened(`
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.5 a > b . 1:1001(1000) ack 1 win 64240
`),
    ).toEqual({ ...NOTHING, ...resent(1, 1000), tcptrace_retransmitted_packets: 1 });
  });

  it('is data whose first copy was lost before the capture; tcptrace calls it out of order', async () => {
    expect(
      await opened(`
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.1 a > b . 2001:3001(1000) ack 1 win 64240
1.6 a > b . 1001:2001(1000) ack 1 win 64240
`),
    ).toEqual({ ...NOTHING, ...resent(1, 1000), tcptrace_retransmitted_packets: 0 });
  });

  it('is no segment that was only overtaken: by its identification, or where that does not tell, by a round trip', async () => {
    const overtaken = (first: string, late: string) =>
      opened(`
1.0 a > b . 1:1001(1000) ack 1 win 64240 id 7
1.001 a > b . 2001:3001(1000) ack 1 win 64240 ${first}
1.002 a > b . 1001:2001(1000) ack 1 win 64240 ${late}
`);
    const expected = { ...NOTHING, out_of_order_packets: 1, tcptrace_retransmitted_packets: 0 };
    expect(await overtaken('id 9', 'id 8')).toEqual(expected);
    expect(await overtaken('id 0', 'id 0')).toEqual(expected);
    expect(await overtaken('id 9', 'id 10')).toEqual({
      ...NOTHING,
      ...resent(1, 1000),
      tcptrace_retransmitted_packets: 0,
    });
  });

  it('is no segment that had been acknowledged before it was captured', async () => {
    expect(
      await opened(`
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.1 a > b . 2001:3001(1000) ack 1 win 64240
1.2 b > a . ack 3001 win 64240
1.6 a > b . 1001:2001(1000) ack 1 win 64240
`),
    ).toEqual({ ...NOTHING, tcptrace_retransmitted_packets: 0 });
  });

  it('is no SYN, FIN, keep-alive, window probe or copy', async () => {
    const text = `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80
0.0 a > b S 0:0(0) win 64240
0.9 a > b S 0:0(0) win 64240
1.0 b > a S. 0:0(0) ack 1 win 64240
1.1 a > b . ack 1 win 64240
2.0 a > b . 1:1001(1000) ack 1 win 64240 copy 0.00001
2.1 b > a . ack 1001 win 64240
32.1 a > b . 1000:1001(1) ack 1 win 64240
32.2 b > a . ack 1001 win 64240
62.1 a > b . 1000:1000(0) ack 1 win 64240
62.2 b > a . ack 1001 win 0
63.0 a > b . 1001:1002(1) ack 1 win 64240
63.1 b > a . ack 1001 win 0
64.0 a > b . 1001:1002(1) ack 1 win 64240
64.1 b > a . ack 1001 win 64240
65.0 a > b F. 1001:1001(0) ack 1 win 64240
65.9 a > b F. 1001:1001(0) ack 1 win 64240
`;
    expect(await figures(text, [...IDS, 'tcptrace_retransmitted_packets'])).toEqual({
      ...NOTHING,
      ...{ keep_alives: 2, copies: 1 },
      // The SYN, the copy, a keep-alive and the FIN
      tcptrace_retransmitted_packets: 4,
    });
  });

  it.each([
    ['a super packet before its segments', '1.0 a > b . 1:3001(3000) ack 1 win 64240 id 40 ttl 64', SEGMENTS],
    ['segments before their super packet', SEGMENTS, '1.1 a > b . 1:3001(3000) ack 1 win 64240 id 40 ttl 62'],
    ['the other end, by a clock far apart', SEGMENTS, SEGMENTS.replaceAll('ttl 63', 'ttl 57').replaceAll('1.0', '9.0')],
  ])('is no copy that another interface shows: %s', async (_, first, second) => {
    const { retransmitted_packets, copies } = await opened(`\n${first}\n${second}\n`);
    expect(retransmitted_packets).toBe(0);
    expect(copies).toBe(second.split('\n').length);
  });

  it('is counted on where the SYN is in the capture late, or again', async () => {
    const { retransmitted_packets } = await opened(`
1.0 a > b . 1:1001(1000) ack 1 win 64240
1.1 a > b S 0:0(0) win 64240
1.5 a > b . 1:1001(1000) ack 1 win 64240
`);
    expect(retransmitted_packets).toBe(1);
  });

  it('is what is numbered later, with another TTL too', async () => {
    const { retransmitted_packets, copies } = await opened(`
1.0 a > b . 1:3001(3000) ack 1 win 64240 id 40 ttl 64
1.5 a > b . 1001:2001(1000) ack 1 win 64240 id 43 ttl 63
`);
    expect({ retransmitted_packets, copies }).toEqual({ retransmitted_packets: 1, copies: 0 });
  });

  it('is no data resent when both sides are closing', async () => {
    expect(
      await opened(`
1.0 a > b P. 1:101(100) ack 1 win 64240
1.1 b > a F. 1:1(0) ack 1 win 64240
1.2 a > b F. 101:101(0) ack 2 win 64240
1.6 a > b FP. 1:101(100) ack 2 win 64240
`),
    ).toEqual({ ...NOTHING, tcptrace_retransmitted_packets: 1 });
  });
});
