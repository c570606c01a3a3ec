/** The kernel's walk over the TCP options says what the walk for single packets says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Analyser, ORDINARY } from '../../source/connection/analyser.ts';
import { Fact, OptionSent } from '../../source/connection/layout/constants.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { Total } from '../../source/connection/layout/totals.ts';
import { NO_WINDOW_SCALE, TcpOptions } from '../../source/connection/options.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { packetsIn, putSegment } from './one-by-one.ts';

const RUNS = 10_000;
const TCP = 20;
const FIRST_OPTION = TCP + 20;

const store = new ConnectionStore(undefined, 2 * RUNS, 'core');
const analyser = new Analyser(store, ORDINARY);
const packets = packetsIn(store.windowRoom(256) as Uint8Array);
const read = new TcpOptions();
let connections = 0;

/** Options as they are on the wire, some of them damaged, some whatever. */
const edges = fc.constantFrom(0, 1, 2, 3, 0xff);
const option = fc.oneof(
  fc.constantFrom([0], [1], [1, 1], [4, 2], [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([high, low]) => [2, 4, high, low]),
  fc.nat(255).map((scale) => [3, 3, scale]),
  fc
    .array(fc.tuple(edges, edges), { minLength: 1, maxLength: 4 })
    .map((blocks) => [5, 2 + blocks.length * 8, ...blocks.flatMap(([left, right]) => [0, 0, 0, left, 0, 0, 0, right])]),
  fc.tuple(fc.constantFrom(2, 3, 5, 8, 30), fc.nat(40)),
  fc.array(fc.nat(255), { maxLength: 12 }),
);
const bytes = fc.array(option, { maxLength: 6 }).map((options) => options.flat().slice(0, 60));

it('takes the same options, whatever the bytes and wherever the capture ends', () => {
  const header = fc.integer({ min: 6, max: 15 }).map((words) => words * 4);
  // The last byte that counts as captured, counted from the header's
  const beyond = fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 4 }));
  fc.assert(
    fc.property(bytes, header, beyond, edges, fc.boolean(), (options, headerLength, more, ack, ipEndsThere) => {
      const { segments, columns } = analyser;
      packets.bytes.fill(0);
      analyser.begin(packets);
      const ends = { source: 1, destination: 2, sourcePort: ++connections & 0xffff, destinationPort: 80 };
      const syn = { flags: TcpFlag.syn | TcpFlag.ack, sequence: 1, acknowledgement: ack, window: 1000, length: 0 };
      putSegment(segments, packets.bytes, { ...ends, ...syn, hash: connections });
      packets.bytes.set(options, FIRST_OPTION);
      segments.headerLength[0] = headerLength;
      segments.last[0] = Math.max(FIRST_OPTION - 1, TCP + headerLength - 1 + more);
      // One past the packet's end: then a byte behind `last` is looked at, too
      if (ipEndsThere) packets.bytes[3] = segments.last[0];
      columns.number[0] = connections;
      const before = store.totals[Total.tooShort];
      analyser.account(0, 1);

      read.read(segments, 0);
      const direction = columns.direction[0];
      const marks = store.read(direction, Direction.optionsSent);
      expect({
        mss: columns.mss[0],
        sackBlocks: columns.sackBlocks[0],
        dsack: (columns.facts[0] & Fact.dsack) !== 0,
        cut: store.totals[Total.tooShort] - before,
        scale: store.read(direction, Direction.windowScale),
        scales: (marks & OptionSent.windowScale) !== 0,
        timestamps: (marks & OptionSent.timestamps) !== 0,
        sackPermitted: (marks & OptionSent.sackPermitted) !== 0,
      }).toEqual({
        mss: read.mss,
        sackBlocks: read.sackBlocks,
        dsack: read.isDuplicateSack(ack),
        cut: read.cut,
        scale: read.windowScale === NO_WINDOW_SCALE ? 0 : read.windowScale,
        scales: read.windowScale !== NO_WINDOW_SCALE,
        timestamps: read.timestamps,
        sackPermitted: read.sackPermitted,
      });
    }),
    { numRuns: RUNS },
  );
});
