/** The lines around tcptrace's report: what was asked for, and what the capture held (docs/tcptrace.md, "Formats"). */
import { type ConnectionStore, Total } from '../connection/store.ts';
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

/** At the start of each of several files. `index` from 0. */
export function fileLine(mark: string, name: string, index: number, files: number): string {
  return `${mark}Running file '${name}' (${index + 1} of ${files})`;
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

/** How many packets could not be read whole; `warned`: each has been named already (-w). */
export function tooShortLines(count: number, warned: boolean): string[] {
  if (count === 0) return [];
  const line = `*** ${count} packets were too short to process at some point`;
  return warned ? [line] : [line, '\t(use -w option to show details)'];
}
