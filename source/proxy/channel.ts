/**
 * The small channel between the relay's thread and everyone else: what is not bytes. Events go out, commands come in;
 * bytes go through the recording, counters through shared memory (counters.ts). The relay never waits for a reader: beyond
 * EVENTS_IN_FLIGHT events that nobody took, further ones are counted as lost.
 */

import type { HoldPattern } from './hold-pattern.ts';
import type { AppliedImpairment, FlowDirection } from './impairments.ts';
import type { ProxyPair } from './options.ts';
import type { ResendOutcome, ResendScript, ResendTiming } from './resend.ts';

export const EVENTS_IN_FLIGHT = 10_000;

/** The relay's number of a connection, 1-based, rising in order of arrival over all listeners. */
export type RelayNumber = number;
/** 0-based, in order of adding. */
export type ListenerNumber = number;

/** Why no connection to the target came about. */
export type UpstreamFailure = 'refused' | 'time-out' | 'name' | 'unreachable';

/** How a relayed connection ended. */
export type Ending =
  | 'finished'
  | 'reset by client'
  | 'reset by server'
  | 'no upstream'
  | 'TLS failure'
  | 'bad PROXY header'
  | 'idle'
  | 'fault'
  | 'killed';

export type RelayEvent =
  | {
      event: 'listening';
      listener: ListenerNumber;
      /** The pair as the user typed it. */
      listen: string;
      target: string;
      /** Bound address and port; a Unix socket has its path and null. */
      address: string;
      port: number | null;
      /** Other machines can reach it. */
      exposed: boolean;
    }
  | { event: 'listen-failed'; listener: ListenerNumber; listen: string; reason: string }
  | { event: 'stopped-listening'; listener: ListenerNumber }
  /** A client was turned away before anything was relayed. */
  | { event: 'turned-away'; listener: ListenerNumber; client: string; reason: 'not allowed' | 'too many clients' }
  | { event: 'opened'; connection: RelayNumber; listener: ListenerNumber; client: string }
  /** Which packets of the recording are this connection's. A further attempt, at another address, comes as another event. */
  | {
      event: 'recorded-as';
      connection: RelayNumber;
      interface: number;
      client: { address: string; port: number };
      server: { address: string; port: number };
      /** The client's initial sequence number, unsigned. */
      isn: number;
    }
  | { event: 'attempt-failed'; connection: RelayNumber; upstream: string; failure: UpstreamFailure; reason: string }
  | { event: 'connected'; connection: RelayNumber; upstream: string }
  | {
      event: 'tls';
      connection: RelayNumber;
      with: 'client' | 'server';
      protocol: string;
      cipher: string;
      alpn: string | null;
      name: string | null;
    }
  | { event: 'tls-failed'; connection: RelayNumber; with: 'client' | 'server'; reason: string }
  /** The connection's first bytes: one line, safe for a terminal. */
  | { event: 'spoke'; connection: RelayNumber; by: 'client' | 'server'; preview: string }
  | { event: 'half-closed'; connection: RelayNumber; by: 'client' | 'server' }
  | {
      event: 'held';
      held: number;
      connection: RelayNumber;
      direction: FlowDirection;
      bytes: Uint8Array;
      /** `unit`: a whole unit of the framer. `piece`: what arrived within `windowMs` of its first byte. */
      of: { kind: 'unit' } | { kind: 'piece'; windowMs: number };
    }
  | { event: 'released'; held: number; connection: RelayNumber; how: 'accepted' | 'edited' | 'dropped' | 'abandoned' }
  /** Bytes were changed, delayed or swallowed on purpose. */
  | { event: 'changed'; connection: RelayNumber; direction: FlowDirection; what: string }
  | {
      event: 'closed';
      connection: RelayNumber;
      ending: Ending;
      reason: string | null;
      bytesToServer: number;
      bytesToClient: number;
    }
  /** What came of the command of that number. */
  | ({ event: 'resent'; request: number } & ResendOutcome)
  | { event: 'recording'; segment: number; path: string }
  | { event: 'recording-stopped'; reason: string }
  /** The disk is slower than the traffic: from now on payload is left out of the recording, but not of the traffic. */
  | { event: 'recording-behind' }
  /** Payload is recorded again; pieces recorded without theirs, and its bytes, since the proxy started. */
  | { event: 'recording-caught-up'; cutPieces: number; cutBytes: number }
  | { event: 'options-changed'; listener: ListenerNumber; impairments: readonly AppliedImpairment[] }
  | { event: 'ended' };

/** An event with its time, in µs since 1970. */
export type TimedEvent = RelayEvent & { micros: number };

export type Verdict = { kind: 'accept' } | { kind: 'edit'; bytes: Uint8Array } | { kind: 'drop' };

export type RelayCommand =
  | { command: 'add'; pair: ProxyPair }
  | { command: 'stop'; listener: ListenerNumber }
  | { command: 'kill'; connection: RelayNumber }
  | { command: 'impair'; listener: ListenerNumber; impairments: readonly AppliedImpairment[] }
  | { command: 'hold'; listener: ListenerNumber; patterns: readonly HoldPattern[] }
  | { command: 'release'; held: number; verdict: Verdict }
  | { command: 'resend'; request: number; listener: ListenerNumber; script: ResendScript; timing: ResendTiming }
  | { command: 'end' };

/** Where the relay's parts say what happened. */
export type Report = (event: RelayEvent) => void;
