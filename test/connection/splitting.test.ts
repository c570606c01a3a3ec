/** When a packet of a known 4-tuple begins another connection, outside tcptrace's own reports. */
import { expect, it } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** Packets of each connection, by side. */
async function packetsOf(lines: string): Promise<number[][]> {
  const text = `a 10.0.0.1:1000\nb 10.0.0.2:80\n${lines}`;
  const capture = await openCapture([{ kind: 'file', path: writeTemporary(scenario(text)) }], 'everything');
  const store = new ConnectionStore(undefined, 8);
  const options = { decoder: decoderFor('everything'), analyser: ORDINARY, cuts: NO_CUTS, observers: [], index: null };
  await new Pass(capture, store, options).run(new AbortController().signal);
  capture.close();
  return [...store.inOrder()].map((row) => [store.core.packets(2 * row), store.core.packets(2 * row + 1)]);
}

const HANDSHAKE = `
0.00 a > b S 0:0(0) win 64240
0.01 b > a S. 0:0(0) ack 1 win 64240
0.02 a > b . ack 1 win 64240
`;

it('is not after silence, however long', async () => {
  const lines = `${HANDSHAKE}
1 a > b P. 1:101(100) ack 1 win 64240
90000 a > b P. 101:201(100) ack 1 win 64240
`;
  expect(await packetsOf(lines)).toEqual([[4, 1]]);
});

it('is at a SYN with another number', async () => {
  expect(await packetsOf(`${HANDSHAKE}5 a > b S 70000:70000(0) win 64240\n`)).toEqual([
    [2, 1],
    [1, 0],
  ]);
  expect(await packetsOf(`${HANDSHAKE}5 a > b S 0:0(0) win 64240\n`)).toEqual([[3, 1]]);
});

it('is not at a SYN/ACK with another number (RFC 9293 section 3.10.7.4)', async () => {
  expect(await packetsOf(`${HANDSHAKE}0.03 b > a S. 70000:70000(0) ack 1 win 64240\n`)).toEqual([[2, 2]]);
});

it('is not at a SYN that the capture has late, but at one after silence, FIN or RST', async () => {
  const late = `
0.00 b > a S. 0:0(0) ack 1 win 64240
0.01 a > b . ack 1 win 64240
`;
  expect(await packetsOf(`${late}0.02 a > b S 0:0(0) win 64240\n`)).toEqual([[1, 2]]);
  expect(await packetsOf(`${late}9 a > b S 70000:70000(0) win 64240\n`)).toEqual([
    [1, 1],
    [1, 0],
  ]);
  expect(await packetsOf(`${late}0.02 b > a R. 1:1(0) ack 1 win 0\n0.03 a > b S 70000:70000(0) win 64240\n`)).toEqual([
    [2, 1],
    [1, 0],
  ]);
});
