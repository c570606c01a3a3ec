/** The capture as a whole, in words and figures. */
import path from 'node:path';
import { OUTCOME_WORDS } from '../analysis/damage-words.ts';
import { describeInterfaces } from '../analysis/interfaces.ts';
import { notOpenedSentences } from '../analysis/not-opened.ts';
import type { CaptureFacts } from '../analysis/protocol.ts';
import type { Damage } from '../capture/capture.ts';
import { overflow, shortfall } from '../connection/shortfall.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { safeText } from '../stream/safe-text.ts';
import type { CaptureSummary } from './session.ts';

/** "a.pcap", or "a.pcap and 2 more". */
export function titleOf(names: readonly string[]): string {
  const [name = 'capture'] = names;
  const first = name === '-' || name === 'stdin' ? 'standard input' : safeText(path.basename(name));
  return names.length > 1 ? `${first} and ${names.length - 1} more` : first;
}

const FORGOTTEN =
  'the oldest packets count, but cannot be shown any more: there was no room to keep all bytes (TMPDIR, --spool-limit)';

/** `failure`: why the reading ended early, null = it did not. */
export function summaryOf(
  title: string,
  facts: CaptureFacts,
  store: ConnectionStore,
  failure: string | null,
): CaptureSummary {
  const { totals } = store;
  const packets = totals[Total.packets];
  const lacking = [overflow(store), shortfall(store)].filter((line) => line !== null);
  return {
    title,
    files: facts.files.map(({ name, format, bytesRead, bytesTotal, application, system, comments, names }) => ({
      name: safeText(name),
      format: safeText(format),
      bytes: bytesTotal ?? bytesRead,
      application: application === null ? null : safeText([application, system ?? []].flat().join(' on ')),
      comments: [...comments, ...names.map((name) => `name given in the file: ${name}`)].map(safeText),
    })),
    interfaces: describeInterfaces(facts.interfaces).map((one) => ({ ...one, name: safeText(one.name) })),
    packets,
    packetsByProtocol: protocols(totals),
    connections: store.keptNow,
    retired: store.most === null ? null : totals[Total.retired],
    firstMicros: totals[Total.firstMicros] === 0 ? null : totals[Total.firstMicros],
    lastMicros: totals[Total.firstMicros] === 0 ? null : totals[Total.lastMicros],
    snapped: totals[Total.snapped],
    notOpened: notOpenedSentences(facts.notOpened).map(safeText),
    problems: [
      ...(failure === null ? [] : [safeText(failure)]),
      ...damageInWords(facts.damage),
      ...lacking,
      // Of a stream without end that is as it was asked for.
      ...(facts.forgotten && store.most === null ? [FORGOTTEN] : []),
    ],
  };
}

/** Those that occur, most packets first. */
function protocols(totals: Float64Array): CaptureSummary['packetsByProtocol'] {
  const tcp = totals[Total.tcpPackets];
  const udp = totals[Total.udpPackets];
  const icmp = totals[Total.icmpPackets];
  const fragments = totals[Total.fragments];
  const ip = totals[Total.ipv4Packets] + totals[Total.ipv6Packets];
  return [
    { name: 'TCP', packets: tcp },
    { name: 'UDP', packets: udp },
    { name: 'ICMP', packets: icmp },
    { name: 'fragments', packets: fragments },
    { name: 'other IP', packets: ip - tcp - udp - icmp - fragments },
    { name: 'not IP', packets: totals[Total.otherPackets] },
  ]
    .filter(({ packets }) => packets > 0)
    .sort((one, other) => other.packets - one.packets);
}

const SEVERITY: readonly Damage['outcome'][] = ['stopped', 'cut', 'skipped'];

function damageInWords(damage: readonly Damage[]): string[] {
  const number = (value: number): string => value.toLocaleString('en-US');
  return damage
    .toSorted((one, other) => SEVERITY.indexOf(one.outcome) - SEVERITY.indexOf(other.outcome))
    .map(({ file, offset, packet, what, outcome }) =>
      safeText(`${file}, byte ${number(offset)}, after packet ${number(packet)}: ${what}; ${OUTCOME_WORDS[outcome]}.`),
    );
}
