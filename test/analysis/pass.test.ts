import { describe, expect, it } from 'vitest';
import { type Cuts, keepsOf, NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import type { PassObserver } from '../../source/analysis/observer.ts';
import { PacketIndex } from '../../source/analysis/packet-index.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { rerun } from '../../source/analysis/rerun.ts';
import { revisit } from '../../source/analysis/revisit.ts';
import type { Capture } from '../../source/capture/capture.ts';
import { openCapture } from '../../source/capture/open.ts';
import { endText } from '../../source/connection/addresses.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { overflow } from '../../source/connection/shortfall.ts';
import { ConnectionStore, Total } from '../../source/connection/store.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** Two connections, their packets interleaved; the second loses a segment. */
const TWO = `
a 10.0.0.1:1000
b 10.0.0.2:80
d [2001:db8::2]:443
e [2001:db8::1]:3000
0.00 a > b S 0:0(0) win 64240
0.01 b > a S. 0:0(0) ack 1 win 64240
0.02 e > d S 0:0(0) win 64240
0.03 a > b . ack 1 win 64240
0.04 d > e S. 0:0(0) ack 1 win 64240
0.05 a > b P. 1:101(100) ack 1 win 64240
0.06 e > d . 1:101(100) ack 1 win 64240
0.07 b > a . ack 101 win 64240
0.50 e > d . 1:101(100) ack 1 win 64240
`;

async function analyse(text: string, cuts: Partial<Cuts> = {}, observers: PassObserver[] = [], connections = 64) {
  const capture = await openCapture([{ kind: 'file', path: writeTemporary(scenario(text)) }], 'everything');
  const store = new ConnectionStore(undefined, connections);
  const index = new PacketIndex();
  const pass = new Pass(capture, store, {
    decoder: decoderFor('everything'),
    analyser: ORDINARY,
    cuts: { ...NO_CUTS, ...cuts },
    observers,
    index,
  });
  await pass.run(new AbortController().signal);
  return { capture, store, index };
}

const packetsOf = (store: ConnectionStore): number[] =>
  Array.from({ length: store.count * 2 }, (_, direction) => store.core.packets(direction));

describe('a capture of more connections than there is room for', () => {
  const watched: PassObserver = { packet: () => {} };
  it.each([[[]], [[watched]]])('is read up to the first that has none, and says so', async (observers) => {
    const { store, index } = await analyse(TWO, {}, observers, 1);
    expect(store.found).toBe(1);
    expect(packetsOf(store)).toEqual([1, 1]);
    expect(index.newest).toBe(2);
    expect(overflow(store)).toBe(
      'there is no room for more than 1 connections: the reading ended before packet 3; cut the capture into parts, or keep ' +
        'fewer connections (--keep-connections)',
    );
  });
});

describe('cuts', () => {
  const cases: [string, Partial<Cuts>, number[]][] = [
    ['nothing', {}, [3, 2, 3, 1]],
    ['the first and last packet', { firstPacket: 2, lastPacket: 4 }, [1, 1, 1, 0]],
    ['a time after the first packet', { from: { kind: 'offset', micros: 45_000 }, to: null }, [1, 1, 2, 0]],
    ['a time of day', { to: { kind: 'absolute', micros: 0 } }, []],
    ['a host', { hosts: ['10.0.0.1'] }, [3, 2]],
    ['a network', { hosts: ['2001:db8::/32'] }, [3, 1]],
    ['ports', { ports: [{ from: 400, to: 500 }] }, [3, 1]],
  ];
  it.each(cases)('by %s', async (_name, cuts, expected) => {
    const { store } = await analyse(TWO, cuts);
    expect(packetsOf(store)).toEqual(expected);
  });

  it('say what an address looks like when one is none', () => {
    expect(() => keepsOf({ ...NO_CUTS, hosts: ['10.0.0.300'] }, null)).toThrow(
      '--host 10.0.0.300: not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32',
    );
  });

  it('count a packet beyond the last one as seen by nobody', async () => {
    const { store } = await analyse(TWO, { lastPacket: 4 });
    expect(store.totals[Total.packets]).toBe(4);
  });
});

describe('observers', () => {
  it('see every packet before, and every segment after it is accounted for', async () => {
    const seen: string[] = [];
    await analyse(TWO, {}, [
      {
        packet: (_packets, _segments, _i, number) => seen.push(`packet ${number}`),
        segment: (_packets, _segments, _i, number, outcome) =>
          seen.push(`segment ${number} of ${outcome.connection}.${outcome.side}${outcome.opened ? ' opens' : ''}`),
        end: () => seen.push('end'),
      },
    ]);
    expect(seen.slice(0, 4)).toEqual(['packet 1', 'segment 1 of 0.0 opens', 'packet 2', 'segment 2 of 0.1']);
    expect(seen.at(-1)).toBe('end');
  });
});

const source = (capture: Capture) => ({
  read: async (positions: Float64Array, batch: Parameters<Capture['read']>[3]) =>
    capture.read(positions, 0, positions.length, batch),
});

/** As a capture would be read of which the first packets are no longer kept. */
const withoutFirst = (capture: Capture, gone: number) => ({
  async read(positions: Float64Array, batch: Parameters<Capture['read']>[3]) {
    const kept = positions.filter((position) => position >= gone);
    await capture.read(kept, 0, kept.length, batch);
    return positions.length;
  },
});

describe('a re-run over one connection', () => {
  it('decides as the pass did, with the packets numbers of the capture', async () => {
    const { capture, store, index } = await analyse(TWO);
    const seen: string[] = [];
    const steps = rerun({
      index,
      records: source(capture),
      interfaces: capture.interfaces,
      decoder: decoderFor('everything'),
      analyser: ORDINARY,
      firstPacket: store.identity.firstPacket(1),
      a: endText(store.identity, 1, 0),
      observer: {
        segment: (_packets, _segments, _i, number, { side, retransmittedBytes }) =>
          seen.push(`${number} side ${side} again ${retransmittedBytes}`),
      },
    });
    const counts: number[] = [];
    for await (const count of steps) counts.push(count);
    expect(seen).toEqual(['3 side 0 again 0', '5 side 1 again 0', '7 side 0 again 0', '9 side 0 again 100']);
    expect(counts).toEqual([4]);
  });

  it('knows who is A when the first packets are no longer kept', async () => {
    const { capture, store, index } = await analyse(TWO);
    const seen: string[] = [];
    const steps = rerun({
      index,
      records: withoutFirst(capture, index.position(5)),
      interfaces: capture.interfaces,
      decoder: decoderFor('everything'),
      analyser: ORDINARY,
      firstPacket: store.identity.firstPacket(1),
      a: endText(store.identity, 1, 0),
      observer: { segment: (_packets, _segments, _i, number, { side }) => seen.push(`${number} side ${side}`) },
    });
    for await (const _count of steps);
    expect(seen).toEqual(['5 side 1', '7 side 0', '9 side 0']);
  });
});

describe('a look again at several connections', () => {
  async function seenAgain(gone: number): Promise<string[]> {
    const { capture, store, index } = await analyse(TWO);
    const seen: string[] = [];
    const steps = revisit({
      index,
      store,
      numbers: Float64Array.from({ length: 9 }, (_, i) => i + 1),
      connections: Uint32Array.of(0, 1),
      records: withoutFirst(capture, gone === 0 ? 0 : index.position(gone + 1)),
      interfaces: capture.interfaces,
      decoder: decoderFor('everything'),
      analyser: ORDINARY,
      observer: {
        segment: (_packets, _segments, _i, number, { connection, side }) =>
          seen.push(`${number} ${connection}.${side}`),
      },
    });
    for await (const _done of steps);
    return seen;
  }

  it('has each segment with its connection', async () => {
    expect(await seenAgain(0)).toEqual([
      ...['1 0.0', '2 0.1', '3 1.0', '4 0.0', '5 1.1'],
      ...['6 0.0', '7 1.0', '8 0.1', '9 1.0'],
    ]);
  });

  it('leaves out a connection whose beginning is no longer kept', async () => {
    expect(await seenAgain(2)).toEqual(['3 1.0', '5 1.1', '7 1.0', '9 1.0']);
  });
});

describe('a ring of packets', () => {
  const STRETCH = (at: number): string => `
a 10.0.0.1:1000
b 10.0.0.2:80
c 10.0.0.3:1000
${at}.0 a > b . ${at * 10 + 1}:${at * 10 + 11}(10) ack 1 win 64240
${at}.1 c > b . ${at * 10 + 1}:${at * 10 + 11}(10) ack 1 win 64240
`;

  it('lets a connection begin with the first packet that is left', async () => {
    const sources = [0, 1, 2, 3].map((at) => ({ kind: 'file' as const, path: writeTemporary(scenario(STRETCH(at))) }));
    const capture = await openCapture(sources, 'everything');
    const store = ConnectionStore.keeping(8, 8);
    const index = PacketIndex.ring(4);
    const pass = new Pass(capture, store, {
      decoder: decoderFor('everything'),
      analyser: ORDINARY,
      cuts: NO_CUTS,
      observers: [],
      index,
    });
    await pass.run(new AbortController().signal);
    expect([0, 1].map((row) => store.identity.firstPacket(row))).toEqual([5, 6]);
    expect([5, 7].map((number) => index.after(number))).toEqual([7, 0]);
    expect(store.core.packets(0)).toBe(4);
  });
});

it('never retires the connection that somebody looks at', async () => {
  const opening = (client: number): string => `
w 192.0.2.80:80
c${client} 10.0.0.${client}:1000
${client}.0 c${client} > w S win 8192`;
  const sources = [1, 2, 3, 4].map((client) => ({
    kind: 'file' as const,
    path: writeTemporary(scenario(opening(client))),
  }));
  const capture = await openCapture(sources, 'everything');
  const store = ConnectionStore.keeping(2, 8);
  store.totals[Total.lookedAt] = 1;
  const options = { decoder: decoderFor('everything'), analyser: ORDINARY, cuts: NO_CUTS, observers: [] };
  await new Pass(capture, store, { ...options, index: null }).run(new AbortController().signal);
  expect([...store.inOrder()].map((row) => store.number(row))).toEqual([1, 4]);
});
