/**
 * What the proxy screen shows and asks for beyond a session: listeners, live connections, held messages, the recording. The
 * bytes of a connection are its conversation in the session, read from the recording like any capture.
 */

import type { ConnectionRow } from '../connection/numbering.ts';
import type { StatisticValue, Unit } from '../connection/statistic.ts';
import type { Column, ConnectionList, Tone } from './connection-list.ts';

export interface ProxyListener {
  /** 0-based, in order of adding. */
  readonly number: number;
  /** "127.0.0.1:8080", or as asked for while it is not bound. */
  readonly address: string;
  readonly target: string;
  /** "TLS up", "TLS down", "TLS both"; empty = none. */
  readonly tls: string;
  /** Other machines can reach it. */
  readonly exposed: boolean;
  readonly state: 'starting' | 'listening' | 'stopped' | 'failed';
  /** Why it failed; null = it did not. */
  readonly problem: string | null;
  readonly connections: number;
  readonly open: number;
  /** What is done to its traffic, in words ("latency 100±20 ms"); empty = nothing. */
  readonly impairments: string;
  /** What is held, as typed; empty = nothing. */
  readonly holding: string;
}

export interface ProxyConnection {
  /** The relay's number, from 1. */
  readonly number: number;
  readonly listener: number;
  readonly client: string;
  /** At most seven cells: "open", "done", "RST<", "refused". */
  readonly state: string;
  readonly tone: Tone;
  /** It has ended. */
  readonly over: boolean;
  /** µs since 1970. `lastMicros`: of its last byte or its end. */
  readonly openedMicros: number;
  readonly lastMicros: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
  readonly messagesToServer: number;
  readonly messagesToClient: number;
  /** µs from a message to the server to the first byte of its answer: the longest, the last, the median of the last few; null = none yet. */
  readonly wait: { readonly worst: number; readonly last: number; readonly median: number } | null;
  /** First words, or why it failed; made safe. */
  readonly preview: string;
  /** What was done to its traffic on purpose, the latest last; empty = it went untouched. */
  readonly changes: readonly string[];
  /** Its connection in the session; null = not recorded (yet). */
  readonly recorded: ConnectionRow | null;
}

/** A column of the proxy's list of connections. Its id is a field of the filter prompt. */
export interface ProxyColumn extends Pick<Column, 'id' | 'title' | 'width' | 'align'> {
  readonly unit: Unit;
  readonly meaning: string;
  /** What the list is sorted and filtered by. */
  value(connection: ProxyConnection, nowMicros: number): StatisticValue;
  /** `nowMicros`: µs since 1970, for what goes on. At most `width` cells, safe for the terminal. */
  text(connection: ProxyConnection, nowMicros: number): string;
}

export interface HeldMessage {
  readonly held: number;
  /** The relay's number of the connection. */
  readonly connection: number;
  readonly direction: 'to-server' | 'to-client';
  readonly bytes: Uint8Array;
  /** µs since 1970. */
  readonly sinceMicros: number;
  /** ms in which pieces were gathered; null = a whole unit of the framer. */
  readonly windowMs: number | null;
}

export interface ProxyRecording {
  readonly path: string;
  readonly bytes: number;
  /** Bytes kept at most; null = all. */
  readonly limit: number | null;
  /** Why it stopped; null = it goes on. */
  readonly stopped: string | null;
  /** Payload bytes that the disk was too slow for. */
  readonly cutBytes: number;
}

export type HeldVerdict = { kind: 'accept' } | { kind: 'edit'; bytes: Uint8Array } | { kind: 'drop' };

export interface ProxyView {
  /** µs since 1970. */
  readonly startedMicros: number;
  readonly listeners: readonly ProxyListener[];
  /** Connections known, in order of arrival. */
  readonly count: number;
  at(row: number): ProxyConnection;
  /** Those that match the filter, in the order asked for, by the relay's numbers. */
  readonly list: ConnectionList<number>;
  readonly columns: readonly ProxyColumn[];
  /** By the relay's number; null = no longer known. */
  readonly connection: (number: number) => ProxyConnection | null;
  readonly totals: { opened: number; open: number; bytesToServer: number; bytesToClient: number };
  readonly held: readonly HeldMessage[];
  readonly recording: ProxyRecording;
  /** What happened last, for people; null = nothing yet. `micros`: since 1970. */
  readonly lastEvent: { readonly micros: number; readonly text: string; readonly tone: Tone } | null;

  /** Words as after `tcptrace-tui proxy`: "8080 localhost:80 --latency 100ms". Returns what is wrong with them; null = asked for. */
  add(words: string): string | null;
  stopListener(listener: number): void;
  kill(connection: number): void;
  /** Options as on the command line, or their values alone: "100ms 1mbit reset=10k"; empty = undisturbed. Returns what is wrong; null = nothing. */
  impair(listener: number, options: string): string | null;
  /** Patterns as after `--hold`; empty = hold nothing. Returns what is wrong; null = nothing. */
  hold(listener: number, pattern: string): string | null;
  release(held: number, verdict: HeldVerdict): void;
  /** All that the client has sent so far. Rejects with a message where it sent nothing, or some of it is not recorded. */
  clientSide(connection: number): Promise<Uint8Array>;
  /**
   * Sends the client's side of the connection again, or `edited` in its place: as fast as answers come, or in its original
   * time. Resolves to what came of it.
   */
  resend(connection: number, edited: Uint8Array | null, timing: 'answers' | 'original'): Promise<string>;
  /** Takes closed connections off the list; the recording keeps them. */
  clear(): void;
}
