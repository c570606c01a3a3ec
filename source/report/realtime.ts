/** A line for every connection that opens or closes (-xrealtime; docs/tcptrace.md, "Modules"). */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from './endpoints.ts';
import type { Outcome } from './extra.ts';
import type { Output } from './output.ts';
import { microsOf, secondsOf } from './times.ts';

/** Between two counts of what is open, µs. */
const COUNT_INTERVAL = 60e6;

const OTHERS: readonly number[] = [PacketKind.ip, PacketKind.icmp, PacketKind.other];
const TRACED: readonly number[] = [6, 17];

/** All connections of two endpoints are one here, and closed once it was. */
interface Pair {
  /** "A:1<tab>B:2", as the first connection has them. */
  ends: string;
  packets: number;
  closed: boolean;
}

export class Realtime implements PassObserver {
  private readonly store: ConnectionStore;
  private readonly output: Output;
  /** By both endpoints, in the order of their text. */
  private readonly pairs = new Map<string, Pair>();
  /** By connection. */
  private readonly pairOf: Pair[] = [];
  /** Packets that are neither TCP nor UDP, by IP protocol. */
  private readonly others = new Map<number, number>();
  private closed = 0;
  private nextCount: number | null = null;

  constructor(store: ConnectionStore, output: Output) {
    this.store = store;
    this.output = output;
  }

  packet(_packets: PacketBatch, { bytes, ip, kind, version }: SegmentBatch, i: number): void {
    // Of IPv6 too, where it is a byte of the source address.
    const protocol = bytes[ip[i] + 9];
    const isFragment = kind[i] === PacketKind.fragment && version[i] === 4 && !TRACED.includes(protocol);
    if (version[i] === 0 || !(isFragment || OTHERS.includes(kind[i]))) return;
    this.others.set(protocol, (this.others.get(protocol) ?? 0) + 1);
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { connection, micros } = outcome;
    if (outcome.opened) this.pairOf[connection] = this.open(connection, micros);
    const pair = this.pairOf[connection];
    pair.packets++;
    if (segments.flags[i] & (TcpFlag.fin | TcpFlag.rst) && !pair.closed) {
      pair.closed = true;
      this.closed++;
      this.say(micros, `${pair.ends} connection closes (had ${pair.packets} packets)`);
    }
    this.nextCount ??= micros + COUNT_INTERVAL;
    if (micros < this.nextCount) return;
    this.nextCount += COUNT_INTERVAL;
    this.say(micros, `number of open connections is ${this.pairs.size - this.closed}`);
  }

  finish({ output }: Outcome): void {
    const { totals } = this.store;
    const { others } = this;
    output.ascii(`\nrealtime: TCP packets - ${totals[Total.tcpPackets]}\n`);
    output.ascii(`realtime: UDP packets - ${totals[Total.udpPackets]}\n`);
    output.ascii(`realtime: other packets - ${[...others.values()].reduce((sum, packets) => sum + packets, 0)}\n`);
    for (const [protocol, packets] of others) {
      output.ascii(`\tprotocol: ${String(protocol).padStart(3)}, number: ${packets}\n`);
    }
    output.ascii('\n');
  }

  private open(connection: ConnectionRow, micros: number): Pair {
    const { identity } = this.store;
    const ends = ([0, 1] as const).map((side) => endpointText(NUMERIC_ENDPOINTS, identity, connection, side));
    const key = ends.toSorted().join('\t');
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      pair = { ends: ends.join('\t'), packets: 0, closed: false };
      this.pairs.set(key, pair);
      this.say(micros, `${pair.ends} new connection`);
    }
    return pair;
  }

  private say(micros: number, what: string): void {
    this.output.ascii(`${secondsOf(micros)}.${String(microsOf(micros)).padStart(6, '0')}  ${what}\n`);
  }
}
