/** Several kernels on one memory, and what memory they take. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Analyser, ORDINARY, rulesOf } from '../../source/connection/analyser.ts';
import { Batch } from '../../source/connection/batch.ts';
import { ALL, type Share, startKernel } from '../../source/connection/kernel.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { shortfall } from '../../source/connection/shortfall.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { HEADERS, oneByOne, packetsIn, putSegment } from './one-by-one.ts';

const PACKETS = 4000;
const CONNECTIONS = 8;
/** The lists of the segment store: addresses, which depend on who took cells when. */
const { offset: LISTS, count: LIST_COUNT } = Direction.lists;

const ends = (port: number) => ({ source: 1, destination: 2, sourcePort: port, destinationPort: 80, hash: port });
const back = (port: number) => ({ source: 2, destination: 1, sourcePort: 80, destinationPort: port, hash: port });

/** Segments of a few connections, with holes, retransmissions and duplicate acknowledgements. */
const SEGMENTS = fc.sample(
  fc.record({
    port: fc.nat(CONNECTIONS - 1),
    isBack: fc.boolean(),
    at: fc.nat(200),
    acknowledged: fc.nat(200),
    length: fc.constantFrom(0, 0, 100, 100, 200),
    window: fc.constantFrom(1000, 1000, 1000, 500, 0),
    elapsed: fc.nat(1000),
  }),
  { seed: 1, numRuns: PACKETS },
);

/** The rows after the traffic stage, by these shares of the work. */
function rowsBy(shares: readonly Share[]) {
  const store = new ConnectionStore(undefined, CONNECTIONS);
  const batch = new Batch(store.memory, 0);
  const analyser = new Analyser(store, ORDINARY, 'elsewhere');
  analyser.use(batch);
  const packets = packetsIn(store.windowRoom(PACKETS * HEADERS) as Uint8Array, PACKETS);
  let micros = 1e6;
  for (const [i, { port, isBack, at, acknowledged, length, window, elapsed }] of SEGMENTS.entries()) {
    micros += elapsed;
    packets.micros[i] = micros;
    const numbers = { sequence: 1000 + at * 100, acknowledgement: 1000 + acknowledged * 100, flags: TcpFlag.ack };
    const segment = { ...(isBack ? back(port) : ends(port)), ...numbers, window, length };
    putSegment(batch.segments, packets.bytes, segment, i);
    batch.columns.number[i] = i + 1;
  }
  analyser.begin(packets);
  analyser.account(0, PACKETS);
  for (const [i, share] of shares.entries()) {
    const kernel = startKernel(store.memory, i + 1, rulesOf(ORDINARY, store), share, { ignored: null, takeRow: null });
    kernel.traffic(batch.address, 0, PACKETS);
  }
  expect(store.found).toBe(CONNECTIONS);
  return { rows: rowsOf(store), retransmitted: store.read(0, Direction.retransmittedPackets) };
}

/** All rows but for what is an address. */
function rowsOf({ directions: { u8, stride } }: ConnectionStore): Uint8Array {
  const rows = u8.slice(0, CONNECTIONS * 2 * stride);
  for (let row = 0; row < rows.length; row += stride) rows.fill(0, row + LISTS, row + LISTS + LIST_COUNT * 4);
  return rows;
}

it('accounts for traffic in shares as one does alone', () => {
  const alone = rowsBy([ALL]);
  expect(alone.retransmitted).toBeGreaterThan(0);
  expect(rowsBy([0, 1, 2, 3].map((mine) => ({ mine, of: 4 })))).toEqual(alone);
});

it('gives back what the segment store kept of retired connections', () => {
  const store = ConnectionStore.keeping(4, 1);
  const analyser = new Analyser(store, ORDINARY);
  const account = oneByOne(analyser);
  /** A KiB of cells each: segments with holes between them. */
  const open = (port: number) => {
    for (let hole = 0; hole < 32; hole++) {
      const segment = { sequence: 1000 + hole * 200, acknowledgement: 0, flags: TcpFlag.psh, window: 0, length: 100 };
      account({ ...ends(port), ...segment }, port * 1000);
      analyser.tally(1);
      analyser.retire(1, () => {});
    }
  };
  for (let port = 1; port <= 10; port++) open(port);
  const { byteLength } = store.memory.memory.buffer;
  for (let port = 11; port <= 1500; port++) open(port);
  expect(store.memory.memory.buffer.byteLength).toBe(byteLength);
  expect(store.keptNow).toBe(4);
});

it('knows nothing of before when it is started again, and takes no more memory', () => {
  const store = new ConnectionStore(undefined, CONNECTIONS);
  const analyser = new Analyser(store, ORDINARY);
  const whole = () => {
    const account = oneByOne(analyser);
    const outcomes = SEGMENTS.slice(0, 300).map(({ port, isBack, at, acknowledged, length, window }, i) => {
      const numbers = { sequence: 1000 + at * 100, acknowledgement: 1000 + acknowledged * 100, flags: TcpFlag.ack };
      return { ...account({ ...(isBack ? back(port) : ends(port)), ...numbers, window, length }, i * 1000) };
    });
    return { outcomes, rows: rowsOf(store), totals: [...store.totals] };
  };
  const first = whole();
  const { byteLength } = store.memory.memory.buffer;
  for (let round = 0; round < 100; round++) {
    analyser.restart(ORDINARY);
    expect(store.found).toBe(0);
    const again = whole();
    if (round % 50 === 0) expect(again).toEqual(first);
  }
  expect(store.memory.memory.buffer.byteLength).toBe(byteLength);
});

it('counts segments of jumbograms, which are longer than 65,535 bytes', () => {
  const store = new ConnectionStore(undefined, CONNECTIONS);
  const account = oneByOne(new Analyser(store, ORDINARY));
  const segment = { acknowledgement: 0, flags: TcpFlag.psh, window: 1000 };
  account({ ...ends(1), ...segment, sequence: 1000, length: 200_000 }, 1);
  account({ ...ends(1), ...segment, sequence: 201_000, length: 70_000 }, 2);
  expect(store.read(0, Direction.largestSegment)).toBe(200_000);
  expect(store.read(0, Direction.smallestSegment)).toBe(70_000);
});

it('says how many segments there was no memory for, and goes on', () => {
  const store = new ConnectionStore(undefined, CONNECTIONS);
  const account = oneByOne(new Analyser(store, ORDINARY));
  takeAll(store.memory.memory);
  expect(shortfall(store)).toBe(null);
  const segment = { acknowledgement: 0, flags: TcpFlag.psh, window: 0, length: 100 };
  for (const sequence of [1000, 1100, 1100]) account({ ...ends(1), ...segment, sequence }, 1);
  expect(shortfall(store)).toBe(
    'no memory was left for 3 segments: what was sent again or out of order, and round trips, are counted too low; ' +
      'cut the capture into parts, or keep fewer connections (--keep-connections)',
  );
  expect(store.read(0, Direction.dataPackets)).toBe(3);
  expect(store.read(0, Direction.retransmittedPackets)).toBe(0);
});

/** Leaves the kernel no page to take. */
function takeAll(memory: WebAssembly.Memory): void {
  for (const pages of [4096, 256, 16]) {
    try {
      for (;;) memory.grow(pages);
    } catch {
      // No room for so many.
    }
  }
}
