/**
 * UDP pairs beside the connections: same 4-tuple either way, no time-outs. Their letters come from the same sequence
 * (docs/tcptrace.md, "UDP").
 */
import type { SegmentBatch } from '../wire/segments.ts';
import { setAddresses } from './addressing.ts';
import { ConnectionMark } from './rows/identity.ts';
import type { UdpRows } from './rows/udp.ts';
import type { PacketFacts } from './stages/opening.ts';
import { type ConnectionStore, Total } from './store.ts';
import { ConnectionTable } from './table.ts';

export class UdpPairs {
  private readonly rows: UdpRows;
  private readonly totals: Float64Array;
  private readonly table: ConnectionTable;
  private readonly ignored: ((pair: number) => boolean) | null;
  private v6Pairs = 0;

  /** `ignored`: is the pair with this number (0-based) left out of all statistics? null = none is. */
  constructor(store: ConnectionStore, ignored: ((pair: number) => boolean) | null) {
    this.rows = store.udp;
    this.totals = store.totals;
    this.table = new ConnectionTable(store.udp.identity, 'endpoints');
    this.ignored = ignored;
  }

  prepare(segments: SegmentBatch): void {
    this.table.prepare(segments);
  }

  account(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): void {
    const { identity } = this.rows;
    const micros = packets.micros[i];
    this.totals[Total.udpPackets]++;
    let direction = this.table.find(segments, i, packets.interface[i]);
    if (direction < 0) direction = this.open(packets, segments, i, number) * 2;
    const pair = direction >> 1;
    identity.arrive(pair, micros);
    if ((identity.marks(pair) & ConnectionMark.ignored) === 0) this.rows.count(direction, segments.dataLength[i]);
  }

  private open(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): number {
    const { identity } = this.rows;
    const pair = this.totals[Total.udpPairs]++;
    if (pair >= identity.capacity) throw new RangeError(`more than ${pair} UDP pairs`);
    if (setAddresses(identity, pair, this.v6Pairs, segments, i)) this.v6Pairs++;
    identity.setLabel(pair, this.totals[Total.labels]);
    identity.setOrigin(pair, packets.file, packets.interface[i]);
    identity.setFirstPacket(pair, number);
    identity.begin(pair, packets.micros[i]);
    identity.setMarks(pair, this.ignored?.(pair) ? ConnectionMark.ignored : 0);
    this.totals[Total.labels] += 2;
    this.table.put(pair, segments, i, packets.interface[i]);
    return pair;
  }
}
