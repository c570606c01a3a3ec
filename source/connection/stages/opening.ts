/** When a segment opens a connection (docs/tcptrace.md, "Reuse of a 4-tuple"), and how one is opened. */
import { type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import { setAddresses } from '../addressing.ts';
import type { Retirement } from '../retirement.ts';
import { ConnectionMark } from '../rows/identity.ts';
import { type ConnectionStore, Total } from '../store.ts';
import type { ConnectionTable } from '../table.ts';

/** What is read of a packet besides its headers: a capture's PacketBatch has it. */
export interface PacketFacts {
  readonly file: number;
  readonly micros: Float64Array;
  readonly interface: Uint16Array;
}

/** When a packet of a known 4-tuple starts a new connection. */
export type Splitting =
  /** As tcptrace: silence of more than `idleMicros`, a SYN after FIN or RST outside the window, a third ISN. */
  | { kind: 'tcptrace'; idleMicros: number }
  /** Only a SYN with another ISN: for recordings of our own proxy, where connections may be silent for hours. */
  | { kind: 'syn' };

export class ConnectionOpener {
  private readonly store: ConnectionStore;
  private readonly table: ConnectionTable;
  private readonly splitting: Splitting;
  private readonly ignored: ((connection: number) => boolean) | null;
  private readonly idleMicros: number;
  private readonly capacity: number;
  /** null: all connections are kept. */
  private readonly retirement: Retirement | null;

  constructor(
    store: ConnectionStore,
    table: ConnectionTable,
    splitting: Splitting,
    ignored: ((connection: number) => boolean) | null,
    retirement: Retirement | null,
  ) {
    this.retirement = retirement;
    this.store = store;
    this.table = table;
    this.splitting = splitting;
    this.ignored = ignored;
    this.capacity = store.capacity;
    this.idleMicros = splitting.kind === 'tcptrace' ? splitting.idleMicros : Number.POSITIVE_INFINITY;
  }

  /** Does segment i, whose 4-tuple is known by the connection of `direction`, start a new one? `micros`: its time. */
  startsAnew(segments: SegmentBatch, i: number, direction: number, micros: number): boolean {
    if (micros - this.store.identity.lastMicros(direction >> 1) > this.idleMicros) return true;
    return (segments.flags[i] & TcpFlag.syn) !== 0 && this.synStartsAnew(segments.sequence[i], direction);
  }

  /** Plain comparisons of 32-bit numbers, as tcptrace's: near a wrap of the sequence space they are wrong in its way. */
  private synStartsAnew(sequence: number, direction: number): boolean {
    const { core } = this.store;
    const other = direction ^ 1;
    if (this.splitting.kind === 'syn') return core.syns(direction) > 0 && sequence !== core.syn(direction);
    const closing = core.fins(direction) + core.fins(other) + core.resets(direction) + core.resets(other) > 0;
    if (closing && (sequence > core.windowEnd(other) || sequence < core.syn(direction))) return true;
    return core.syns(direction) > 1 && sequence !== core.syn(direction);
  }

  /** Opens a connection whose A is the sender of segment i, the capture's packet `number`; returns its row. */
  open(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): number {
    const { store, retirement } = this;
    const { identity, totals } = store;
    const found = totals[Total.connections];
    const connection = retirement === null ? found : retirement.takeRow();
    if (connection >= this.capacity)
      throw new RangeError(
        `more than ${found} connections: cut the capture into parts, or keep fewer (--keep-connections)`,
      );
    store.assign(connection, found);
    const pair = retirement === null ? totals[Total.v6Pairs] : connection;
    if (setAddresses(identity, connection, pair, segments, i)) totals[Total.v6Pairs]++;
    identity.setLabel(connection, totals[Total.labels]);
    identity.setOrigin(connection, packets.file, packets.interface[i]);
    identity.setFirstPacket(connection, number);
    identity.begin(connection, packets.micros[i]);
    identity.setMarks(connection, this.ignored?.(found) ? ConnectionMark.ignored : 0);
    this.table.put(connection, segments, i, packets.interface[i]);
    totals[Total.labels] += 2;
    totals[Total.connections] = found + 1;
    return connection;
  }
}
