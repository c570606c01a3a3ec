/** tcptrace's own reports, byte for byte (docs/tcptrace.md): the frame, then connections brief, long or as CSV, then UDP. */

import { hrtime } from 'node:process';
import type { Depth } from '../connection/layout/direction.ts';
import { asRow } from '../connection/numbering.ts';
import { Total } from '../connection/store.ts';
import { type Expression, parseExpression } from '../filter/expression.ts';
import { writeBriefLine } from './brief.ts';
import { CsvReport } from './csv.ts';
import { type EndpointWriter, longestPairLabel } from './endpoints.ts';
import type { ReportWriter } from './export.ts';
import type { Extra } from './extra.ts';
import { plannedExtras } from './extras.ts';
import { ReportFolder } from './files.ts';
import { FileLines, openingLines, retirementLines, summaryLines, tooShortLines } from './frame.ts';
import { LongReport } from './long.ts';
import { endpointWriter } from './names.ts';
import type { Output } from './output.ts';
import { type Overwriting, refuseOverwriting, writeWhole } from './overwriting.ts';
import { complainOf, exitCodeOf, isReadToTheEnd, type Reading, readCapture } from './reading.ts';
import { type CaptureRequest, overwritingOf } from './request.ts';
import { isCandidate, isListed, type Listing, listed, listingOf } from './selection.ts';
import { writeUdpPart } from './udp.ts';
import { warningsOf } from './warnings.ts';

export const tcptraceReport: ReportWriter = async ({ capture: request }, output, complain) => {
  const { switches, selection, names } = request;
  const started = hrtime.bigint();
  const mark = switches.separator === null ? '' : '#';
  const filter = selection.expression === null ? null : parseExpression(selection.expression);
  const planned = plannedExtras(request);
  if (request.keepConnections !== null && planned.length > 0) {
    complain(
      '--keep-connections forgets connections: of the tcptrace reports it goes with the brief, the long one and CSV',
    );
    return 2;
  }
  if (switches.connectionListFile !== null) refuseOverwriting(switches.connectionListFile, overwritingOf(request));
  const folder = new ReportFolder(request);
  const extras: Extra[] = [];
  for (const { opening } of planned) writeLines(output, opening);
  if (filter !== null) writeLines(output, [`Output filter: ${filter.canonical}`]);
  writeLines(output, openingLines(mark, names));

  const files = new FileLines(output, mark, names);
  const reading = await readCapture(request, {
    policy: 'tcptrace',
    ...(warningsOf(switches).checksums && {
      badChecksum: (protocol, packet) => complain(`packet ${packet}: bad ${protocol} checksum`),
    }),
    depth: planned.length > 0 ? 'round trips' : depthFor(request, filter),
    observers: (store, capture) => {
      extras.push(...planned.map(({ make }) => make({ output, store, capture, folder, complain })));
      return extras.length === 0 ? [] : [files, ...extras.map(({ observer }) => observer)];
    },
  });
  complainOf(reading, complain);
  if (reading.store.totals[Total.otherPackets] > 0) complain('Warning: saw at least one non-ip packet');
  if (reading.files.length === 0) return exitCodeOf(reading);

  // tcptrace opens the files behind -E's last packet too.
  files.announce(isReadToTheEnd(reading) ? names.length : reading.files.length);
  if (switches.ticks) output.ascii('\n');
  const wallMicros = Number((hrtime.bigint() - started) / 1000n);
  writeLines(
    output,
    summaryLines(mark, {
      store: reading.store,
      files: names.length,
      udp: switches.udp,
      checksums: switches.booleans.get('checksum') === true,
      wallMicros,
    }),
  );
  writeLines(output, retirementLines(mark, reading.store));
  const endpoints = await endpointWriter(reading.store, switches);
  const listing = listingOf(request, reading.store, endpoints, filter);
  writeConnections(output, request, reading, listing, endpoints, mark);
  for (const { finish } of extras) finish?.({ output, complain, isListed: isListed(listing) });
  folder.flush();
  return exitCodeOf(reading);
};

function writeLines(output: Output, lines: readonly string[]): void {
  for (const line of lines) output.text(`${line}\n`);
}

/** No deeper than the rows that are printed and the filter's variables need. */
function depthFor({ switches, selection }: CaptureRequest, filter: Expression | null): Depth {
  if (selection.words !== null) return 'round trips';
  const asked = filter?.stages ?? new Set();
  const long = switches.long && !switches.quiet;
  if ((long && (switches.rtt || switches.owin)) || asked.has('rtt') || asked.has('owin')) return 'round trips';
  return long || asked.has('traffic') ? 'traffic' : 'core';
}

function writeConnections(
  output: Output,
  request: CaptureRequest,
  { store, files }: Reading,
  listing: Listing,
  endpoints: EndpointWriter,
  mark: string,
): void {
  const { switches } = request;
  writeTcpPart(output, request, listing, files, endpoints, mark);
  // -xrealtime counts UDP, and tells nothing else of it.
  if (switches.udp && !switches.modules.some(({ name }) => name === 'realtime')) {
    const { long, quiet, separator } = switches;
    const { short: shortNamed } = warningsOf(switches);
    writeUdpPart(output, { store, endpoints, files, long, quiet, shortNamed, separator });
  }
  if (switches.connectionListFile !== null)
    writeConnectionList(switches.connectionListFile, listing, overwritingOf(request));
}

/** The numbers listed, for a second run with -oFILE. */
function writeConnectionList(file: string, listing: Listing, overwriting: Overwriting): void {
  const numbers = [...listed(listing)].map((connection) => listing.store.number(connection));
  writeWhole(file, `${numbers.join(',')}\n`, overwriting);
}

function writeTcpPart(
  output: Output,
  { switches }: CaptureRequest,
  listing: Listing,
  files: readonly { name: string }[],
  endpoints: EndpointWriter,
  mark: string,
): void {
  const { store } = listing;
  const { totals } = store;
  const { long, quiet, rtt, owin, separator } = switches;
  if (totals[Total.tcpPackets] === 0 && !quiet) {
    output.text(`${mark}no traced TCP packets\n`);
    return;
  }
  if (!quiet) output.text(`${mark}TCP connection info:\n`);
  if (long) output.text(`${mark}${store.found} TCP connection${store.found === 1 ? '' : 's'} traced:\n`);
  for (const line of tooShortLines(totals[Total.tooShort], warningsOf(switches).short)) output.text(`${mark}${line}\n`);
  if (quiet) return;
  if (!long) {
    const isShown = isCandidate(listing);
    const width = longestPairLabel(endpoints, store.identity, store.count, (row) => isShown(asRow(row)));
    for (const connection of listed(listing)) writeBriefLine(output, store, endpoints, connection, width);
    return;
  }
  const parts = { rtt, owin };
  const report =
    separator === null
      ? new LongReport(store, parts, endpoints, files)
      : new CsvReport(store, parts, endpoints, separator);
  for (const connection of listed(listing)) report.write(output, connection);
}
