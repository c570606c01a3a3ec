/**
 * What the command line asks for: one of these, settled before anything is opened.
 */
import type { CaptureSource } from '../capture/capture.ts';

/** Which connections a report or a screen shows, by number (1-based) and by what the filter says. */
export interface Selection {
  /** -o / -i in order: later ones override earlier ones per connection. Numbers are 1-based and inclusive. */
  tcp: readonly ListItem[];
  udp: readonly ListItem[];
  /** -c */
  completeOnly: boolean;
  /** -f: the expression as typed; null = none. */
  filter: string | null;
}

export type ListItem = { action: 'only' | 'ignore'; from: number; to: number };

/** Cuts before analysis. */
export interface Cuts {
  /** -B and -E: first and last packet number (1-based, over all files); null = no bound. */
  firstPacket: number | null;
  lastPacket: number | null;
  /** --from / --to: µs since 1970, or µs after the first packet. */
  from: { kind: 'absolute' | 'offset'; micros: number } | null;
  to: { kind: 'absolute' | 'offset'; micros: number } | null;
  /** --host A[/len], --port P[-Q]; several are alternatives. */
  hosts: readonly string[];
  ports: readonly { from: number; to: number }[];
  /** --filter EXPR, the prompt's language; null = none. */
  filter: string | null;
}

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

export type ReportKind =
  | { kind: 'tcptrace' }
  | { kind: 'json' }
  | { kind: 'columns'; columns: readonly string[]; separator: string }
  | { kind: 'interval'; seconds: number; format: 'text' | 'json' | { separator: string } }
  | { kind: 'packets' }
  | { kind: 'findings'; json: boolean }
  | { kind: 'markdown'; path: string };

export interface CaptureRequest {
  sources: readonly CaptureSource[];
  /** File names as given, for the report's frame. */
  names: readonly string[];
  selection: Selection;
  cuts: Cuts;
  switches: TcptraceSwitches;
  /** --jobs N; null = by file size and processors. */
  jobs: number | null;
  /** --keep-connections N: of more, closed and idle ones are retired; null = all are kept. */
  keepConnections: number | null;
}

export type Theme = 'dark' | 'light' | '16' | 'mono';

export type Request =
  | { kind: 'report'; report: ReportKind; capture: CaptureRequest }
  | { kind: 'screen'; capture: CaptureRequest; theme: Theme | null }
  | {
      kind: 'live';
      interface: string;
      filter: string;
      /** Bytes of traffic kept. */
      spoolLimit: number;
      capture: CaptureRequest;
      theme: Theme | null;
    }
  | { kind: 'proxy'; arguments: readonly string[] }
  | {
      kind: 'resend';
      capture: CaptureRequest;
      /** Its number, from 1, or its letters (a2b). */
      connection: string;
      /** host:port, [v6]:port, unix:/path or tls://host:port */
      target: string;
      /** As answers come, or when it was sent first. */
      timing: 'answers' | 'original';
    }
  /** The whole help (stdout) or the version (tcptrace's -v wants it on stderr). */
  | { kind: 'help' }
  | { kind: 'version'; stream: 'stdout' | 'stderr' }
  /** Print and exit: a help topic, usage (exit 2, on stderr). */
  | { kind: 'say'; text: string; stream: 'stdout' | 'stderr'; exitCode: number };
