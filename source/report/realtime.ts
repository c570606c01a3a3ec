/** A line for every connection that opens or closes (-xrealtime; docs/tcptrace.md, "Modules"). */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from './endpoints.ts';
import type { Outcome } from './extra.ts';
import type { Output } from './output.ts';
import { microsOf, secondsOf } from './times.ts';

/** Between two counts of what is open, µs. */
const COUNT_INTERVAL = 60e6;

export class Realtime implements PassObserver {
  private readonly store: ConnectionStore;
  private readonly output: Output;
  private readonly closed = new Set<number>();
  private opened = 0;
  private nextCount: number | null = null;

  constructor(store: ConnectionStore, output: Output) {
    this.store = store;
    this.output = output;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { connection, micros } = outcome;
    if (outcome.opened) {
      this.opened++;
      this.say(micros, `${this.ends(connection)} new connection`);
    }
    if (segments.flags[i] & (TcpFlag.fin | TcpFlag.rst) && !this.closed.has(connection)) {
      this.closed.add(connection);
      const { core } = this.store;
      const packets = core.packets(2 * connection) + core.packets(2 * connection + 1);
      this.say(micros, `${this.ends(connection)} connection closes (had ${packets} packets)`);
    }
    this.nextCount ??= micros + COUNT_INTERVAL;
    if (micros < this.nextCount) return;
    this.nextCount = micros + COUNT_INTERVAL;
    this.say(micros, `number of open connections is ${this.opened - this.closed.size}`);
  }

  finish({ output }: Outcome): void {
    const { totals } = this.store;
    const tcp = totals[Total.tcpPackets];
    const udp = totals[Total.udpPackets];
    output.ascii(`\nrealtime: TCP packets - ${tcp}\n`);
    output.ascii(`realtime: UDP packets - ${udp}\n`);
    output.ascii(`realtime: other packets - ${totals[Total.packets] - tcp - udp}\n`);
  }

  private ends(connection: number): string {
    const { identity } = this.store;
    const [a, b] = ([0, 1] as const).map((side) => endpointText(NUMERIC_ENDPOINTS, identity, connection, side));
    return `${a}\t${b}`;
  }

  private say(micros: number, what: string): void {
    this.output.ascii(`${secondsOf(micros)}.${String(microsOf(micros)).padStart(6, '0')}  ${what}\n`);
  }
}
