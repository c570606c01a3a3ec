/** Bytes, packets and connections by port and over all (-xtraffic; docs/tcptrace.md, "Modules"). */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { Outcome } from './extra.ts';
import type { ReportFolder } from './files.ts';
import { ipLength } from './ip-length.ts';
import { fixedText } from './numbers.ts';
import { elapsedText } from './times.ts';

const PORTS = 65_536;
const BY_PORT = 'traffic_byport.dat';
const OVERALL = 'traffic_stats.dat';

export interface TrafficSettings {
  seconds: number;
  /** Ports that count: 1, or 0. */
  ports: Uint8Array;
}

/** The words after -xtraffic; what is wrong where one is not understood. */
export function trafficSettings(argument: string): TrafficSettings | string {
  const settings: TrafficSettings = { seconds: 15, ports: new Uint8Array(PORTS).fill(1) };
  let chosen = false;
  for (const word of argument.split(/\s+/).filter(Boolean)) {
    const seconds = /^-i(\d+(?:\.\d*)?|\.\d+)$/.exec(word)?.[1];
    const items = word.startsWith('-p') ? portItems(word.slice(2)) : null;
    if (seconds !== undefined && Number(seconds) > 0) settings.seconds = Number(seconds);
    else if (items !== null) {
      if (!chosen) settings.ports.fill(0);
      chosen = true;
      for (const { value, from, to } of items) settings.ports.fill(value, from, to + 1);
    } else if (!/^-[ABCHKLOIPQTDGRd]/.test(word)) {
      return `-xtraffic: '${word}' is not understood; write -i15 for the seconds, -p80,8000-8100,-8080 for the ports`;
    }
  }
  return settings;
}

interface PortItem {
  /** 1: these count, 0: they do not. */
  value: 0 | 1;
  from: number;
  to: number;
}

/** "80,8000-8100,-8080": a minus in front means not these. null where it is no such list. */
function portItems(list: string): PortItem[] | null {
  const items = list.split(',').map((text): PortItem | null => {
    const [, not, first, last = first] = /^(-?)(\d+)(?:-(\d+))?$/.exec(text) ?? [];
    const item: PortItem = { value: not === '' ? 1 : 0, from: Number(first), to: Number(last) };
    return first !== undefined && item.from <= item.to && item.to < PORTS ? item : null;
  });
  return items.every((item) => item !== null) ? items : null;
}

/** Of a port, or of all. */
class Counts {
  bytes = 0;
  packets = 0;
  connections = 0;
}

export class TrafficCounts implements PassObserver {
  private readonly settings: TrafficSettings;
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly all = new Counts();
  private readonly byPort = new Map<number, Counts>();
  /** Connections of which both directions have been seen: only these are "opened". */
  private readonly opened = new Set<number>();
  private rexmits = 0;
  private rexmitBytes = 0;
  private tripleDuplicates = 0;
  private samples = 0;
  private sampledMicros = 0;

  constructor(settings: TrafficSettings, store: ConnectionStore, folder: ReportFolder) {
    this.settings = settings;
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { ports } = this.settings;
    // A port at both ends counts twice.
    const ends = [segments.sourcePort[i], segments.destinationPort[i]].filter((port) => ports[port] === 1);
    const counts = [this.all, ...ends.map((port) => this.countsOf(port))];
    if (outcome.opened) for (const each of counts) each.connections++;
    if (ends.length === 0) return;
    const bytes = ipLength(segments, i);
    for (const each of counts) {
      each.bytes += bytes;
      each.packets++;
    }
    this.noteDirections(outcome.connection);
    if (outcome.retransmittedBytes > 0) {
      this.rexmits++;
      this.rexmitBytes += bytes;
    }
    if (outcome.ack === 'triple') this.tripleDuplicates++;
    if (outcome.ack === 'sample') {
      this.samples++;
      this.sampledMicros += outcome.rtt;
    }
  }

  finish({ output }: Outcome): void {
    this.writeByPort();
    this.writeOverall();
    output.ascii(`Dumping port statistics into file ${BY_PORT}\n`);
    output.ascii(`Dumping overall statistics into file ${OVERALL}\n`);
    output.ascii(`Plotting performed at ${fixedText(this.settings.seconds, 3)} second intervals\n`);
  }

  private countsOf(port: number): Counts {
    let counts = this.byPort.get(port);
    if (counts === undefined) {
      counts = new Counts();
      this.byPort.set(port, counts);
    }
    return counts;
  }

  private noteDirections(connection: ConnectionRow): void {
    const { core } = this.store;
    if (core.packets(2 * connection) > 0 && core.packets(2 * connection + 1) > 0) this.opened.add(connection);
  }

  private get elapsedMicros(): number {
    const { totals } = this.store;
    return Math.max(0, totals[Total.lastMicros] - totals[Total.firstMicros]);
  }

  /** By whole seconds and in single precision, as tcptrace divides; of a shorter trace by the real ones, where tcptrace ends. */
  private perSecond(count: number): number {
    const micros = this.elapsedMicros;
    if (micros === 0) return 0;
    return Math.fround(Math.fround(count) / (micros < 1e6 ? micros / 1e6 : Math.trunc(micros / 1e6)));
  }

  private writeByPort(): void {
    const file = this.folder.create(BY_PORT);
    const line = (name: string, { bytes, packets, connections }: Counts): void => {
      const rate = Math.trunc(this.perSecond(bytes));
      const values = `bytes: ${right(bytes, 12)}  pkts: ${right(packets, 10)}  conns: ${right(connections, 8)}`;
      file.write(`${name}${values}  tput: ${right(rate, 8)} B/s\n`);
    };
    file.write('Overall totals by port\n');
    line('TOTAL        ', this.all);
    for (const [port, counts] of [...this.byPort].sort(([a], [b]) => a - b)) line(`Port ${right(port, 5)}   `, counts);
  }

  private writeOverall(): void {
    const { bytes, packets } = this.all;
    const seconds = Math.trunc(this.elapsedMicros / 1e6);
    const line = (count: number, what: string, unit: string): string =>
      `${count} ${what}, ${fixedText(this.perSecond(count), 3)} ${unit}/second\n`;
    const rtt = this.samples === 0 ? 'none' : `${fixedText(this.sampledMicros / this.samples / 1000, 3)} msecs`;
    this.folder
      .create(OVERALL)
      .write(
        `\n\nOverall Statistics over ${seconds} seconds (${elapsedText(this.elapsedMicros)}):\n` +
          line(bytes, 'ttl bytes sent', 'bytes') +
          line(bytes - this.rexmitBytes, 'ttl non-rexmit bytes sent', 'bytes') +
          line(this.rexmitBytes, 'ttl rexmit bytes sent', 'bytes') +
          line(packets, 'packets sent', 'packets') +
          line(this.opened.size, 'connections opened', 'conns') +
          line(this.tripleDuplicates, 'dupacks sent', 'dupacks') +
          line(this.rexmits, 'rexmits sent', 'rexmits') +
          `average RTT: ${rtt}\n`,
      );
  }
}

const right = (value: number, width: number): string => String(value).padStart(width);
