/**
 * What the words of the command line have asked for so far. Options write into it; command-line.ts settles it into a Request.
 */

import type { Openings } from '../analysis/openings.ts';
import type { Severity } from '../findings/finding.ts';
import type { ExportId } from '../report/exports.ts';
import type { CaptureRequest, Selection, TcptraceSwitches } from '../report/request.ts';
import type { DecodeAs } from '../stream/decoding.ts';
import { EXTENDED_BOOLEANS } from './extended-names.ts';
import type { Theme } from './request.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Where words come from: files and variables set defaults, only the command line itself chooses a report. */
export interface WordSource {
  /** As messages name it: "TCPTRACEOPTS"; null = the command line. */
  readonly name: string | null;
}

export interface Draft {
  names: string[];
  switches: Mutable<TcptraceSwitches> & {
    booleans: Map<string, boolean>;
    variables: Map<string, string>;
    modules: Mutable<TcptraceSwitches>['modules'][number][];
  };
  selection: {
    tcp: Selection['tcp'][number][];
    udp: Selection['udp'][number][];
    completeOnly: boolean;
    expression: string | null;
    words: string | null;
  };
  cuts: Mutable<CaptureRequest['cuts']> & { hosts: string[]; ports: { from: number; to: number }[] };
  /** Options of the command line that ask for a report. */
  chosenBy: string[];
  /** Reports asked for, with the values of their options; null of those that take none. */
  reports: Map<ExportId, string | null>;
  /** The last word that became the value of an option before it: perhaps it was meant as a capture. */
  lastTaken: { option: string; word: string } | null;
  force: boolean;
  failOn: Severity | null;
  fields: string | null;
  follow: boolean;
  spoolLimit: number;
  jobs: number | null;
  keepConnections: number | null;
  openings: { linkTypes: Openings['linkTypes'][number][]; tunnels: Openings['tunnels'][number][] };
  readonly decodeAs: DecodeAs[];
  theme: Theme | null;
  /** An option that only says something (-v, --help): nothing after it matters. */
  answer: { kind: 'help' } | { kind: 'version'; stream: 'stdout' | 'stderr' } | { kind: 'topic'; topic: string } | null;
}

/** How standard input is named among the captures. */
export const isStandardInput = (name: string): boolean => name === '-' || name === 'stdin';

/** Bytes of standard input or of a live capture that are kept. */
const SPOOL_LIMIT = 1e9;

export function emptyDraft(): Draft {
  return {
    names: [],
    switches: {
      long: false,
      rtt: false,
      owin: false,
      quiet: false,
      names: true,
      shortNames: false,
      udp: false,
      ticks: false,
      separator: null,
      printPackets: 'none',
      hexadecimal: true,
      extract: false,
      writePackets: null,
      dumpRtt: false,
      graphs: {
        timeSequence: false,
        rtt: false,
        throughput: false,
        owin: false,
        segmentSize: false,
        timeLine: false,
        packetsPerThroughputSample: 10,
        omitInstantaneous: false,
        zeroTime: false,
        zeroSequence: false,
        colour: true,
      },
      booleans: new Map(EXTENDED_BOOLEANS.map(({ name, initially }) => [name, initially])),
      variables: new Map(),
      modules: [],
      connectionListFile: null,
    },
    selection: { tcp: [], udp: [], completeOnly: false, expression: null, words: null },
    cuts: { firstPacket: null, lastPacket: null, from: null, to: null, hosts: [], ports: [] },
    chosenBy: [],
    reports: new Map(),
    lastTaken: null,
    force: false,
    failOn: null,
    fields: null,
    follow: false,
    spoolLimit: SPOOL_LIMIT,
    jobs: null,
    keepConnections: null,
    openings: { linkTypes: [], tunnels: [] },
    decodeAs: [],
    theme: null,
    answer: null,
  };
}
