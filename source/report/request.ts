/** What is asked of a capture, however it is shown: which files, packets and connections, and tcptrace's switches. */

import type { Cuts } from '../analysis/cuts.ts';
import type { Openings } from '../analysis/openings.ts';
import type { CaptureSource } from '../capture/capture.ts';
import type { DecodeAs } from '../stream/decoding.ts';
import type { Overwriting } from './overwriting.ts';

/** Which connections a report or a screen shows, by number (1-based) and by what the filter says. */
export interface Selection {
  /** -o / -i in order: later ones override earlier ones per connection. Numbers are 1-based and inclusive. */
  tcp: readonly ListItem[];
  udp: readonly ListItem[];
  /** -c */
  completeOnly: boolean;
  /** -f: tcptrace's expression as typed; null = none. */
  expression: string | null;
  /** --filter: words of the prompt's language; null = none. */
  words: string | null;
}

export type ListItem = { action: 'only' | 'ignore'; from: number; to: number };

/** tcptrace's switches that shape its reports; defaults as in docs/tcptrace.md. */
export interface TcptraceSwitches {
  long: boolean;
  rtt: boolean;
  owin: boolean;
  quiet: boolean;
  names: boolean;
  shortNames: boolean;
  udp: boolean;
  ticks: boolean;
  separator: string | null;
  printPackets: 'none' | 'all' | 'selected';
  hexadecimal: boolean;
  extract: boolean;
  /** -O */
  writePackets: string | null;
  /** -Z */
  dumpRtt: boolean;
  graphs: {
    timeSequence: boolean;
    rtt: boolean;
    throughput: boolean;
    owin: boolean;
    segmentSize: boolean;
    timeLine: boolean;
    /** -A */
    packetsPerThroughputSample: number;
    /** -y */
    omitInstantaneous: boolean;
    zeroTime: boolean;
    zeroSequence: boolean;
    colour: boolean;
  };
  /** The extended booleans by their full names without `--` ("showsacks", "checksum", …): value in force. */
  booleans: ReadonlyMap<string, boolean>;
  /** The extended variables ("output_dir", "endpoint_reuse_interval", …) that were given. */
  variables: ReadonlyMap<string, string>;
  /** -xslice, -xtraffic, -xhttp …: name and the rest of the word. */
  modules: readonly { name: 'slice' | 'traffic' | 'http' | 'realtime'; argument: string }[];
  /** File PF is written only when asked for: --pf FILE. */
  connectionListFile: string | null;
}

export interface CaptureRequest {
  sources: readonly CaptureSource[];
  /** File names as given, for the report's frame. */
  names: readonly string[];
  selection: Selection;
  cuts: Cuts;
  openings: Openings;
  switches: TcptraceSwitches;
  /** --jobs N; null = by file size and processors. */
  jobs: number | null;
  /** --force: files that are there may be replaced. */
  force: boolean;
  /** --keep-connections N: of more, closed and idle ones are retired; null = all are kept. */
  keepConnections: number | null;
  /** --decode-as PORT=FORM: what is spoken there. */
  decodeAs: readonly DecodeAs[];
}

/** What `path` is asked for: captures of one path, held against each other. */
export interface PathRequest {
  kind: 'path';
  /** Capture files and folders of rings. */
  points: readonly string[];
  order: 'as given' | 'to be found';
  output: { kind: 'text' | 'json' | 'csv' } | { kind: 'markdown'; file: string };
  /** Where lost packets are written to; null = nowhere. */
  lostFile: string | null;
  /** Exit with 3 where one leg and direction has more: a share of segments, segments, or µs at the 95th percentile. */
  failOn: { what: 'loss' | 'lost' | 'delay' | 'reordered' | 'duplicated'; above: number; text: string } | null;
  cuts: Cuts;
}

/** The files that are read. */
export const inputsOf = ({ sources }: Pick<CaptureRequest, 'sources'>): string[] =>
  sources.flatMap((source) => (source.kind === 'file' || source.kind === 'follow' ? [source.path] : []));

export const overwritingOf = (request: Pick<CaptureRequest, 'sources' | 'force'>): Overwriting => ({
  inputs: inputsOf(request),
  force: request.force,
});
