/** What is wrong, in sentences or as JSON, a line each (`--findings`, `--findings --json`). */

import { decoderFor } from '../analysis/decoders.ts';
import { forwardedIn } from '../analysis/forwarded.ts';
import type { Openings } from '../analysis/openings.ts';
import { PacketIndex } from '../analysis/packet-index.ts';
import { revisit } from '../analysis/revisit.ts';
import { FOR_REPORT, suspectsOf } from '../analysis/suspects.ts';
import { Suspicion } from '../analysis/suspicion.ts';
import type { Capture } from '../capture/capture.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { Depth } from '../connection/layout/direction.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { diagnose, TITLES } from '../findings/diagnose.ts';
import type { Finding } from '../findings/finding.ts';
import { EvidenceGatherer } from '../findings/gather.ts';
import type { Budget } from '../findings/turns.ts';
import { count, duration, list } from '../findings/wording.ts';
import { safeJson } from '../stream/safe-text.ts';
import type { ReportWriter } from './export.ts';
import { complainOf, exitCodeOfFindings, type Reading, readCapture } from './reading.ts';
import type { CaptureRequest } from './request.ts';

/** Connections and packets named in a line of text; JSON has them all. */
const MOST_NAMED = 10;

export const findingsReport: ReportWriter = async ({ capture, form, failOn }, output, complain) => {
  const { reading, findings } = await readWithFindings(capture, 'core');
  complainOf(reading, complain);
  if (form === 'json') for (const finding of findings) output.text(`${safeJson(jsonOf(finding, reading.store))}\n`);
  else for (const line of findingLines(findings, reading.store)) output.text(`${line}\n`);
  return exitCodeOfFindings(reading, findings, failOn);
};

/** What a report on problems is made from. */
export interface FoundIn {
  reading: Reading;
  findings: readonly Finding[];
  timeSpent: TimeSpent;
}

/** Where the connection's time went; null = it was not looked at closely. */
export type TimeSpent = (connection: ConnectionRow) => Readonly<Budget> | null;

/** Reads the capture, and the connections under suspicion once more. */
export async function readWithFindings(request: CaptureRequest, depth: Depth): Promise<FoundIn> {
  let found: Omit<FoundIn, 'reading'> = { findings: [], timeSpent: () => null };
  const index = new PacketIndex();
  const suspicion = new Suspicion();
  const reading = await readCapture(request, {
    policy: 'everything',
    depth,
    index,
    observers: () => [suspicion],
    afterwards: async (store, capture, analyser) => {
      found = await lookAgain(suspicion, { store, capture, analyser, index, openings: request.openings });
    },
  });
  return { reading, ...found };
}

interface Pass {
  store: ConnectionStore;
  capture: Capture;
  analyser: AnalyserOptions;
  index: PacketIndex;
  openings: Openings;
}

/** Reads the packets of the suspicious connections again and diagnoses these. */
async function lookAgain(
  suspicion: Suspicion,
  { store, capture, analyser, index, openings }: Pass,
): Promise<Omit<FoundIn, 'reading'>> {
  const { connections, numbers, passedOver } = suspectsOf(store, index, suspicion, FOR_REPORT);
  const gatherer = new EvidenceGatherer(store, forwardedIn(capture.files, store));
  const again = revisit({
    index,
    numbers,
    connections,
    store,
    records: { read: async (positions, batch) => capture.read(positions, 0, positions.length, batch) },
    interfaces: capture.interfaces,
    decoder: decoderFor('everything', openings),
    analyser: { ...analyser, ignored: null },
    observer: gatherer,
  });
  for await (const _done of again);
  const timeSpent: TimeSpent = (connection) => gatherer.connections[connection]?.turns?.budget ?? null;
  return { findings: diagnose(gatherer, store, passedOver), timeSpent };
}

function jsonOf({ id, severity, connections, packets, lostSeconds, what, why, also }: Finding, store: ConnectionStore) {
  return {
    id,
    severity,
    connections: connections.map((row) => store.number(row)),
    packets,
    lost_seconds: Math.round(lostSeconds * 1e6) / 1e6,
    what,
    why,
    ...(also === undefined ? {} : { also }),
  };
}

/** Problems and warnings in full, notes by their titles. */
export function findingLines(findings: readonly Finding[], store: ConnectionStore): string[] {
  const serious = findings.filter(({ severity }) => severity !== '.');
  const notes = findings.filter(({ severity }) => severity === '.');
  const lines = serious.flatMap((finding) => linesOf(finding, store));
  if (serious.length === 0) {
    lines.push(
      store.count === 0
        ? 'There are no TCP connections in this capture.'
        : `Nothing wrong in TCP on ${count(store.count, 'connection')}.`,
    );
  } else {
    const problems = serious.filter(({ severity }) => severity === '!!').length;
    lines.unshift(
      `${count(problems, 'problem')}, ${count(serious.length - problems, 'warning')}, most time lost first`,
      '',
    );
  }
  if (notes.length > 0) {
    lines.push('', `${count(notes.length, 'note')}:`);
    for (const { id, what } of notes) lines.push(` .  ${id.padEnd(4)}${what}`);
  }
  return lines;
}

function linesOf(
  { id, severity, connections, packets, lostSeconds, what, why }: Finding,
  store: ConnectionStore,
): string[] {
  const lost = lostSeconds >= 0.001 ? ` (${duration(lostSeconds * 1e6)} lost)` : '';
  const evidence = [
    connections.length > 0
      ? `${connections.length === 1 ? 'connection' : 'connections'} ${some(connections.map((row) => store.number(row)))}`
      : null,
    packets.length > 0 ? `${packets.length === 1 ? 'packet' : 'packets'} ${some(packets)}` : null,
  ].filter((words) => words !== null);
  return [
    `${severity.padEnd(3)} ${id.padEnd(4)}${what}${lost}`,
    `        ${why}`,
    `        ${TITLES.get(id)}: ${evidence.join(', ')}`,
  ];
}

function some(numbers: readonly number[]): string {
  const shown = numbers.slice(0, MOST_NAMED).map(String);
  return numbers.length > MOST_NAMED ? `${shown.join(', ')} and ${numbers.length - MOST_NAMED} more` : list(shown);
}
