/** The lines around tcptrace's report: what was asked for, and what the capture held (docs/tcptrace.md, "Formats"). */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import type { Output } from './output.ts';
import { elapsedText } from './times.ts';

const VERSION_LINE = "tcptrace-tui, reporting as Ostermann's tcptrace 6.6.7";

const plural = (count: number): string => (count === 1 ? '' : 's');

/** Before anything is read. `mark`: "#" in front of each line with --csv and the like. */
export function openingLines(mark: string, names: readonly string[]): string[] {
  return [
    `${mark}${names.length} arg${plural(names.length)} remaining, starting with '${names[0]}'`,
    `${mark}${VERSION_LINE}`,
    '',
  ];
}

/** A line for each of several files, before what is printed of its packets. */
export class FileLines implements PassObserver {
  private readonly output: Output;
  private readonly mark: string;
  private readonly names: readonly string[];
  private announced = 0;

  constructor(output: Output, mark: string, names: readonly string[]) {
    this.output = output;
    this.mark = mark;
    this.names = names;
  }

  packet(packets: PacketBatch): void {
    this.announce(packets.file + 1);
  }

  /** The first `count` files, as far as they have not been announced. */
  announce(count: number): void {
    const { names } = this;
    if (names.length === 1) return;
    for (; this.announced < count; this.announced++) {
      const place = `(${this.announced + 1} of ${names.length})`;
      this.output.text(`${this.mark}Running file '${names[this.announced]}' ${place}\n`);
    }
  }
}

export interface Counts {
  store: ConnectionStore;
  files: number;
  udp: boolean;
  /** --checksum */
  checksums: boolean;
  /** Wall-clock time of the run, µs. */
  wallMicros: number;
}

/** After everything is read. */
export function summaryLines(mark: string, { store, files, udp, checksums, wallMicros }: Counts): string[] {
  const { totals } = store;
  const packets = totals[Total.packets];
  const traced = `${packets} packets seen, ${totals[Total.tcpPackets]} TCP packets traced`;
  const rate = Math.trunc(packets / (wallMicros / 1e6));
  const elapsed = Math.max(0, totals[Total.lastMicros] - totals[Total.firstMicros]);
  const lines = [
    udp ? `${traced}, ${totals[Total.udpPackets]} UDP packets traced` : traced,
    `elapsed wallclock time: ${elapsedText(wallMicros)}, ${rate} pkts/sec analyzed`,
    `trace file${plural(files)} elapsed time: ${elapsedText(elapsed)}`,
  ];
  if (checksums) {
    lines.push(
      `bad IP checksums:  ${totals[Total.badIpChecksums]}`,
      `bad TCP checksums: ${totals[Total.badTcpChecksums]}`,
    );
    if (udp) lines.push(`bad UDP checksums: ${totals[Total.badUdpChecksums]}`);
  }
  return lines.map((line) => mark + line);
}

/** How many connections are not listed because they were retired, and by which rule. */
export function retirementLines(mark: string, { most, keptNow, totals }: ConnectionStore): string[] {
  if (most === null) return [];
  const retired = totals[Total.retired];
  const over = totals[Total.retiredOver];
  return [
    `${mark}${keptNow} connection${plural(keptNow)} kept (--keep-connections ${most}), ${retired} retired: ` +
      `${over} that were over, and ${retired - over} still open, idle longest first`,
  ];
}

/** How many packets could not be read whole; `named`: each has been named already (-w). */
export function tooShortLines(count: number, named: boolean): string[] {
  if (count === 0) return [];
  const line = `*** ${count} packets were too short to process at some point`;
  return named ? [line] : [line, '\t(use -w option to show details)'];
}
