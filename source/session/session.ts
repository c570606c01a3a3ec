/**
 * What a viewer attaches to. File, live and proxy sessions implement it; the screens know only this. A session never blocks
 * the screen: rows are read synchronously out of shared memory, everything that reads payload or sorts is asynchronous,
 * progressive and can be cancelled.
 */
import type { ConnectionStore } from '../connection/store.ts';

export type { Statistic, StatisticValue } from '../connection/statistic.ts';
export { STATISTICS, statistic } from '../connection/statistics.ts';

/** A connection's number, 0-based, in order of first packet; the screens show it plus one. */
export type ConnectionNumber = number;

export interface Progress {
  /** `waiting`: everything there is has been read, more may come (follow, live, proxy). */
  state: 'reading' | 'waiting' | 'stopped' | 'done';
  bytesRead: number;
  bytesTotal: number | null;
  /** Bytes a second over the last second; seconds left where the total is known. */
  bytesPerSecond: number;
  secondsLeft: number | null;
}

export interface SummaryFile {
  name: string;
  format: string;
  bytes: number;
  application: string | null;
  comments: string[];
}

export interface CaptureSummary {
  title: string;
  files: SummaryFile[];
  interfaces: { name: string; linkType: string; snaplen: number; received: number | null; dropped: number | null }[];
  packets: number;
  packetsByProtocol: { name: string; packets: number }[];
  connections: number;
  /** µs since 1970; null before the first packet. */
  firstMicros: number | null;
  lastMicros: number | null;
  snapped: number;
  /** What is wrong with the input, one line each, worst first; made safe for the terminal. */
  problems: string[];
}

/** A column of the connection list: made from the table of statistics. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** Cells wide, without the gap. */
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly shownAtFirst: boolean;
  /** The text of the cell, at most `width` cells, safe for the terminal. */
  text(connection: ConnectionNumber): string;
  /** Emphasis: said by the text too, never by colour alone. */
  tone(connection: ConnectionNumber): 'normal' | 'good' | 'warning' | 'bad' | 'faint';
}

export interface ListQuery {
  /** The prompt's filter language: words and `field:value`. */
  filter: string;
  sort: { column: string; descending: boolean } | null;
}

/** The connections that match, in order: reads out of an index array, never an object a row. */
export interface ConnectionList {
  readonly query: ListQuery;
  readonly state: 'ready' | 'working';
  /** What is wrong with the filter's text, with what to write instead; null = nothing. */
  readonly problem: string | null;
  readonly count: number;
  at(row: number): ConnectionNumber;
  /** Row of a connection, -1 if it does not match. */
  rowOf(connection: ConnectionNumber): number;
  /** Sets filter and order; `state` is `working` until it is done, the old order stays readable. */
  ask(query: ListQuery): void;
}

/** One side's bytes until the other side speaks (or a framed unit). */
export interface Message {
  /** 0-based. */
  number: number;
  side: 0 | 1;
  /** µs since 1970 of its first and last byte. */
  micros: number;
  endMicros: number;
  /** µs between the end of the message before it and its first byte; null for the first. */
  wait: number | null;
  /** Bytes, gaps included; bytes missing in it. */
  size: number;
  missing: number;
  /** Offset in that side's stream. */
  offset: number;
  /** First line, made safe: "GET /index.html HTTP/1.1". */
  preview: string;
  /** Numbers (1-based) of its first and last packet. */
  firstPacket: number;
  lastPacket: number;
}

/** A stretch of a message: bytes, or a gap where the capture has none. */
export type Piece =
  | { kind: 'bytes'; offset: number; bytes: Uint8Array; packet: number }
  | { kind: 'gap'; offset: number; length: number };

export interface DecodedMessage {
  /** "HTTP request", "JSON", "TLS ClientHello", "text (UTF-8)". */
  title: string;
  /** Safe for the terminal. */
  lines: string[];
}

export interface Conversation {
  readonly messages: readonly Message[];
  /** All packets of the connection have been read. */
  readonly complete: boolean;
  /** What could not be read: "payload not captured (snaplen 96)", "no longer kept", "not recorded". */
  readonly notes: readonly string[];
  /** The pieces of [from, to) of the message, in order, gaps as gaps. */
  pieces(message: number, from: number, to: number): Promise<Piece[]>;
  /** The message through the decoder with the highest priority that takes it; null = none. */
  decode(message: number): Promise<DecodedMessage | null>;
  /** Next place at or after (message, offset) where the text or bytes stand, going round never; null = none. */
  search(
    what: { kind: 'text'; text: string } | { kind: 'bytes'; bytes: Uint8Array },
    from: { message: number; offset: number },
    backwards: boolean,
    signal: AbortSignal,
  ): Promise<{ message: number; offset: number; length: number } | null>;
}

export interface PacketRow {
  /** 1-based number in the capture. */
  number: number;
  micros: number;
  nanos: number;
  side: 0 | 1;
  flags: number;
  /** Relative to the side's ISN (or first sequence number), unwrapped. */
  sequence: number;
  acknowledgement: number | null;
  /** Payload bytes. */
  length: number;
  /** Scaled where known. */
  window: number;
  /** Words: "retransmission", "out of order", "duplicate ACK 3", "zero window", "keep-alive", "SACK 2" … */
  marks: readonly string[];
}

export interface PacketList {
  readonly count: number;
  readonly complete: boolean;
  /** Row 0 is the connection's first packet. */
  at(row: number): PacketRow;
  /** Bytes of the whole packet as captured. */
  bytes(row: number): Promise<Uint8Array | null>;
}

/** What can be written where; the paths are the user's. */
export type SaveRequest = {
  connections: readonly ConnectionNumber[];
  direction: 'both' | 'a2b' | 'b2a';
  what: 'raw' | 'text' | 'hex' | 'packets' | 'csv' | 'json' | 'report';
  path: string;
};

export interface Finding {
  /** The catalogue's id, such as "O1". */
  id: string;
  severity: '!!' | '!' | '.';
  connections: readonly ConnectionNumber[];
  /** 1-based packet numbers that show it. */
  packets: readonly number[];
  lostSeconds: number;
  what: string;
  why: string;
}

export interface Session {
  /** Moves whenever anything below may have changed; at most some thirty times a second. */
  readonly revision: number;
  subscribe(changed: () => void): () => void;

  readonly progress: Progress;
  readonly summary: CaptureSummary;
  /** The rows of all connections, in shared memory. */
  readonly store: ConnectionStore;
  readonly columns: readonly Column[];
  readonly list: ConnectionList;

  /** Both ends as text: "10.0.0.1:1000" or a name when names are on. */
  endpoint(connection: ConnectionNumber, side: 0 | 1): string;
  /** Letters: "a2b" for side 0, "b2a" for side 1. */
  label(connection: ConnectionNumber, side: 0 | 1): string;
  /** How it stands or ended, a short word of at most 5 cells: "ok", "open", "rst<", "syn!", … */
  ending(connection: ConnectionNumber): string;
  /** The sentence under the title: the worst finding, or that nothing is wrong. */
  verdict(connection: ConnectionNumber): { severity: '!!' | '!' | '.'; text: string } | null;
  /** Problems of the whole capture, most time lost first; grows. */
  readonly findings: readonly Finding[];

  /** Reads the connection's packets back; kept for the last few connections. Progress moves `revision`. */
  conversation(connection: ConnectionNumber): Conversation;
  packets(connection: ConnectionNumber): PacketList;

  readonly namesShown: boolean;
  showNames(on: boolean): void;

  /** Resolves to what was written: "12,345 bytes to a2b.raw"; rejects with a message for the user. */
  save(request: SaveRequest, signal: AbortSignal): Promise<string>;
  /** Stops reading and keeps what is loaded. */
  stop(): void;
  close(): Promise<void>;
}
