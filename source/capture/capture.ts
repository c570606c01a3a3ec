/**
 * A capture: an ordered list of segment files, read from the front packet by packet, the last of which may still grow.
 * Everything that feeds the program (files, standard input, dumpcap, the proxy's recorder) arrives through this interface.
 */
import type { PacketBatch } from './packets.ts';
import type { Processes } from './processes.ts';
import type { SegmentNames } from './segment-names.ts';

/**
 * Where a capture comes from. `follow`: the file is still being written, wait for more at its end. `ring`: a directory
 * of capture files in the order of their names, the last of which is still being written; where other files lie there too,
 * `segments` says how the recording's are named. `live`: an interface, with a filter in libpcap's language ('' = none). `spoolLimit`: bytes kept on disk of a stream, the oldest go first.
 */
export type CaptureSource =
  | { kind: 'file'; path: string }
  | { kind: 'follow'; path: string }
  | { kind: 'stdin'; spoolLimit: number }
  | { kind: 'ring'; directory: string; segments?: SegmentNames }
  | { kind: 'live'; interface: string; filter: string; spoolLimit: number };

/**
 * How to read where tools differ.
 * `everything`: all that can be read is read (every interface and link type, whole records, resynchronised after damage).
 * `tcptrace`: what tcptrace 6.6.7 with libpcap hands on, for reports that must equal its own (docs/tcptrace.md, "Input").
 */
export type ReadingPolicy = 'everything' | 'tcptrace';

export interface CaptureInterface {
  /** LINKTYPE value as the file stores it, https://www.tcpdump.org/linktypes.html. */
  linkType: number;
  name: string | null;
  description: string | null;
  /** Capture filter text, where recorded. */
  filter: string | null;
  /** Bytes kept of a packet at most; 0 = no limit. */
  snaplen: number;
  /** Bytes of frame check sequence at the end of each packet. */
  fcsLength: number;
  /** Decimal digits of a second that the time stamps carry (6, 9, …). */
  digits: number;
  /** Packets received and dropped as the capturing program counted them, where recorded. */
  received: number | null;
  dropped: number | null;
}

export interface CaptureFile {
  /** As the user named it. */
  name: string;
  /** For people: "pcapng", "pcap (nanoseconds, big-endian)", "snoop", … with its compression. */
  format: string;
  /** Bytes of the (expanded) file read so far and, where known, in all: an estimate while a compressed file is read. */
  bytesRead: number;
  bytesTotal: number | null;
  /** Of sections and interfaces, and of packets ("packet 12: …"); bounded. */
  comments: string[];
  /** What the file says hosts are called, "192.0.2.80 www.example.org"; bounded, and only claims. */
  names: string[];
  hardware: string | null;
  system: string | null;
  application: string | null;
}

/** Something wrong with the input that did not stop the reading, or did: in words for the user, with the place. */
export interface Damage {
  file: string;
  /** Byte offset in the (expanded) file. */
  offset: number;
  /** Number of the last good packet before it (1-based over all files; 0 = none). */
  packet: number;
  /** What was found there: "the next record claims 70 TB". */
  what: string;
  /** `stopped`: nothing after it was read. `skipped`: reading went on after it. `cut`: the file ends inside a record. */
  outcome: 'stopped' | 'skipped' | 'cut';
}

/** A capture that cannot be opened at all. The message is one clear line for the user. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

export interface Capture {
  /** The files opened so far, in order; grows while reading. */
  readonly files: readonly CaptureFile[];
  /** Every interface met so far, of all files; `PacketBatch.interface` indexes it. */
  readonly interfaces: readonly CaptureInterface[];
  readonly damage: readonly Damage[];
  /** The processes that packets are of, as far as they are told. */
  readonly processes: Processes;
  /** Packets at lower positions (`PacketBatch.position`) are no longer kept: what streamed in is kept up to a limit. */
  readonly keptFrom: number;

  /**
   * Fills the batch with the next packets, all from one file.
   * `packets`: at least one. `starved`: none now, more may come: await `more`. `end`: no more will ever come.
   * Throws CaptureError when the next file cannot be opened or recognised (packets before it are already handed out).
   */
  fill(batch: PacketBatch): 'packets' | 'starved' | 'end';

  /** Resolves when `fill` is worth calling again, or at once when aborted. */
  more(signal: AbortSignal): Promise<void>;

  /**
   * Reads the records at `positions[from … to)` (ascending, from `PacketBatch.position`) into the batch, at most
   * BATCH_PACKETS of them and all from one file; returns how many positions it consumed. A record that is no longer kept
   * (a dropped ring segment, a file that shrank) is consumed and left out of the batch.
   */
  read(positions: Float64Array, from: number, to: number, batch: PacketBatch): number;

  /**
   * Takes in no more from where bytes still come (an interface, a pipe); what was read stays readable. Resolves when the
   * capturing program has ended and said how many packets it received and dropped.
   */
  stop(): Promise<void>;

  /** From now on `fill` is at its end and `read` finds nothing. */
  close(): void;
}
