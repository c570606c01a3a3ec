/** The UDP part of tcptrace's report, never commented out (docs/tcptrace.md, "Formats"). */
import type { UdpRows } from '../connection/rows/udp.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { writeLineStart, writePacketCounts } from './brief.ts';
import { type EndpointWriter, longestPairLabel } from './endpoints.ts';
import { tooShortLines } from './frame.ts';
import { BLOCK_RULE, writeHosts, writeTimesAndHeads } from './long.ts';
import { fixedText } from './numbers.ts';
import type { Output } from './output.ts';

export interface UdpReport {
  store: ConnectionStore;
  endpoints: EndpointWriter;
  files: readonly { name: string }[];
  long: boolean;
  quiet: boolean;
  /** Packets that are too short have been named already. */
  shortNamed: boolean;
  /** --csv and the like with -l: bare values, each followed by this, on one line. */
  separator: string | null;
}

export function writeUdpPart(output: Output, report: UdpReport): void {
  const { store, endpoints, long, quiet } = report;
  const { totals, udp } = store;
  const pairs = totals[Total.udpPairs];
  if (totals[Total.udpPackets] === 0 && !quiet) {
    output.ascii('no traced UDP packets\n');
    return;
  }
  if (!quiet) {
    if (long && totals[Total.tcpPackets] > 0) output.ascii(`\n${'='.repeat(60)}\n`);
    output.ascii('UDP connection info:\n');
  }
  if (long) output.ascii(`${pairs} UDP connection${pairs === 1 ? '' : 's'} traced:\n`);
  for (const line of tooShortLines(totals[Total.tooShort], report.shortNamed)) output.ascii(`${line}\n`);
  if (quiet) return;
  const width = long ? 0 : longestPairLabel(endpoints, udp.identity, pairs, () => true);
  for (let pair = 0; pair < pairs; pair++) {
    if (udp.identity.isIgnored(pair)) continue;
    if (long) writeBlock(output, report, pair);
    else {
      writeLineStart(output, endpoints, udp.identity, pair, pair + 1, width);
      writePacketCounts(output, udp.packets(2 * pair), udp.packets(2 * pair + 1));
      output.ascii('\n');
    }
  }
}

function writeBlock(output: Output, { store, endpoints, files, separator }: UdpReport, pair: number): void {
  const { udp } = store;
  const { identity } = udp;
  if (pair > 0) output.ascii(`${BLOCK_RULE}\n`);
  output.ascii(`UDP connection ${pair + 1}:\n`);
  writeHosts(output, endpoints, identity, pair);
  output.ascii('\n');
  const packets = udp.packets(2 * pair) + udp.packets(2 * pair + 1);
  writeTimesAndHeads(output, identity, pair, packets, files[identity.file(pair)].name);
  for (const { name, unit, values } of rowsOf(udp, pair)) {
    if (separator === null) output.ascii(`${values.map((value) => column(name, value, unit)).join('')}\n`);
    else output.text(values.map((value) => value.padStart(15) + separator).join(''));
  }
}

function column(name: string, value: string, unit: string): string {
  return `     ${`${name}:`.padEnd(18)} ${value.padStart(9)} ${(value === 'NA' ? '' : unit).padEnd(5)}`;
}

function rowsOf(udp: UdpRows, pair: number): { name: string; unit: string; values: [string, string] }[] {
  const seconds = Math.max(0, udp.identity.lastMicros(pair) - udp.identity.firstMicros(pair)) / 1e6;
  const both = (of: (direction: number) => string): [string, string] => [of(2 * pair), of(2 * pair + 1)];
  return [
    { name: 'total packets', unit: '', values: both((direction) => String(udp.packets(direction))) },
    { name: 'data bytes sent', unit: '', values: both((direction) => String(udp.bytes(direction))) },
    {
      name: 'throughput',
      unit: 'Bps',
      values: both((direction) => (seconds === 0 ? 'NA' : fixedText(udp.bytes(direction) / seconds, 0))),
    },
  ];
}
