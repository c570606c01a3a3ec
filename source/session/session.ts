/**
 * What a viewer attaches to. File, live and proxy sessions implement it; the screens know only this. A session never blocks
 * the screen: rows are read synchronously out of shared memory, everything that reads payload or sorts is asynchronous,
 * progressive and can be cancelled.
 */

import type { TraceIntervals } from '../analysis/trace-intervals.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Finding } from '../findings/finding.ts';
import type { Budget } from '../findings/turns.ts';
import type { GraphKind } from '../graph/definitions.ts';
import type { ConnectionSeries } from '../graph/series.ts';
import type { CapturedPacket } from '../headers/packet.ts';
import type { SaveAsked } from '../report/export.ts';
import type { ExportId } from '../report/exports.ts';
import type { Conversation } from '../stream/conversation.ts';
import type { Unit } from '../stream/unit.ts';
import type { Column, ConnectionList } from './connection-list.ts';
import type { DiagnosisState } from './diagnosis.ts';
import type { ExchangeView } from './exchange-list.ts';
import type { ProxyView } from './proxy-view.ts';

/** A session that cannot be opened. The message is one clear line for the user. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

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
  /** What is left out before analysis, in words; "" or absent = nothing. */
  cut?: string;
  files: SummaryFile[];
  interfaces: { name: string; linkType: string; snaplen: number; received: number | null; dropped: number | null }[];
  packets: number;
  packetsByProtocol: { name: string; packets: number }[];
  connections: number;
  /** Connections retired so far where only so many are kept; null or absent = all are kept. */
  retired?: number | null;
  /** µs since 1970; null before the first packet. */
  firstMicros: number | null;
  lastMicros: number | null;
  snapped: number;
  /** What could have held TCP and was not opened, a sentence each, most packets first; absent = nothing. */
  notOpened?: string[];
  /** What is wrong with the input, one line each, worst first; made safe for the terminal. */
  problems: string[];
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
  /** Scaled where known; null where the packet is a proxy recorder's. */
  window: number | null;
  /** Words: "retransmission", "out of order", "duplicate ACK 3", "zero window", "keep-alive", "SACK 2" … */
  marks: readonly string[];
}

/** A packet as the capture has it. */
export interface PacketRecord extends CapturedPacket {
  /** Made safe for the terminal; null = none was recorded. */
  readonly interfaceName: string | null;
}

export interface PacketList {
  readonly count: number;
  readonly complete: boolean;
  /** What is missing, in words: packets beyond the bound of the list. */
  readonly notes?: readonly string[];
  /** Row 0 is the connection's first packet. */
  at(row: number): PacketRow;
  /** The packet as captured; null = no longer kept. */
  record(row: number): Promise<PacketRecord | null>;
}

/** What can be written where; the paths are the user's. */
export interface SaveRequest extends SaveAsked {
  what: ExportId;
}

export interface Session {
  /** Moves whenever anything below may have changed; at most some thirty times a second. */
  readonly revision: number;
  /** Moves with it when something has come that was asked for: a list in its order, the packets of a connection. */
  readonly answers: number;
  subscribe(changed: () => void): () => void;

  readonly progress: Progress;
  readonly summary: CaptureSummary;
  /** Why nothing that was given is a capture, one line for the user; null = something is, or may yet be. Absent: always null. */
  readonly unreadable?: string | null;
  /** The rows of all connections, in shared memory. */
  readonly store: ConnectionStore;
  /** Packets, bytes, retransmissions and new connections of all connections over time; grows while it reads. */
  readonly trace: TraceIntervals;
  readonly columns: readonly Column[];
  readonly list: ConnectionList;

  /** Both ends as text: "10.0.0.1:1000" or a name when names are on. */
  endpoint(connection: ConnectionRow, side: 0 | 1): string;
  /** Letters: "a2b" for side 0, "b2a" for side 1. */
  label(connection: ConnectionRow, side: 0 | 1): string;
  /** What is known of the connection: of one that a proxy forwarded not what only the network could tell. */
  statistics(connection: ConnectionRow): readonly Statistic[];
  /** The graphs that what is known can be drawn as, in the order that a key steps through them. */
  graphKinds(connection: ConnectionRow): readonly GraphKind[];
  /** How it stands or ended, a short word of at most 5 cells: "ok", "open", "rst<", "syn!", … */
  ending(connection: ConnectionRow): string;
  /** The sentence under the title: the worst finding, or that nothing is wrong. */
  verdict(connection: ConnectionRow): { severity: '!!' | '!' | '.'; text: string } | null;
  /** µs by what they went to, in all the connection's duration; null = not looked at (yet). */
  timeSpent(connection: ConnectionRow): Readonly<Budget> | null;
  /** How far the search for problems is: `waiting` for the reading to end; connections looked at in depth. */
  readonly diagnosed?: { state: DiagnosisState; examined: number };
  /** Problems of the whole capture, most time lost first; grows. */
  readonly findings: readonly Finding[];

  /** Reads the connection's packets back; kept for the last few connections. Progress moves `revision`. */
  conversation(connection: ConnectionRow): Conversation;
  /**
   * The last messages of a connection, kept up to date while they are asked for of no other one. Where packets come faster than
   * is worth reading, some are left out. Progress moves `revision`.
   */
  lastMessages(connection: ConnectionRow): readonly Unit[];
  /** The conversation by turns, whatever it speaks, read apart from `conversation`: complete, as far as there is more by now. */
  turns(connection: ConnectionRow): Promise<Conversation>;
  /** What the user chose to cut the connection's conversation: "line", "redis"; empty = what is recognised. */
  decoded(connection: ConnectionRow): string;
  /**
   * Cuts this conversation, and those of other connections to the port of its service, so from now on (forms as
   * stream/choice.ts reads them; empty = what is recognised). Returns what is wrong with the form; null = nothing.
   */
  decode(connection: ConnectionRow, form: string): string | null;
  /** The same for a port. */
  decodeAs(port: number, form: string): string | null;
  /** Requests and replies of all connections; reading them begins when they are first asked for. Progress moves `revision`. */
  readonly exchanges: ExchangeView;
  packets(connection: ConnectionRow): PacketList;
  /** What the connection's graphs are drawn from; grows while its packets are read, which moves `revision`. */
  series(connection: ConnectionRow): ConnectionSeries;

  /** What a proxy session shows beside its recording; absent in other sessions. */
  readonly proxy?: ProxyView;

  readonly namesShown: boolean;
  showNames(on: boolean): void;

  /** This connection is on the screen: it is not retired as long as it is. */
  lookAt?(connection: ConnectionRow | null): void;

  /** Resolves to what was written: "12,345 bytes to a2b.raw"; rejects with a message for the user. */
  save(request: SaveRequest, signal: AbortSignal): Promise<string>;
  /** Stops reading and keeps what is loaded. */
  stop(): void;
  close(): Promise<void>;
}
