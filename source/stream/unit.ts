/**
 * What a conversation consists of, once a protocol has read it: units, and exchanges of a request and what it was answered.
 * The screens, the reports, the findings and the proxy know a conversation by these types; dialogue.ts makes them.
 */

/** Of a connection's two sides: 0 = A, 1 = B. */
export type Side = 0 | 1;

/** Of a connection's two ends, by what they do: the client opened it, or asks. */
export type End = 'client' | 'server';

/** What a unit is to an exchange. */
export type Role =
  /** It asks for a reply. */
  | 'request'
  /** It answers the oldest request without a reply, or the one with its key. */
  | 'reply'
  /** It comes before such an answer and says nothing of it yet: "100 Continue". */
  | 'interim'
  /** A part of such an answer, the rest of which is still to come. */
  | 'partial'
  /** Nobody asked for it and nobody answers it: a greeting, a push, a farewell. */
  | 'notice'
  /** Only the turn tells: what the client says is asked, what the server says next answers it. */
  | 'talk';

/** A unit of a protocol: a message, a record, a line; or, where no protocol takes the bytes, a turn. */
export interface Unit {
  /** 0-based, in the order in which units began. */
  readonly number: number;
  readonly side: Side;
  /** Name of the protocol that cut it: "http", "tls", "line"; "turns" and the like where none did. */
  readonly protocol: string;
  /** What it is in that protocol: "request", "ClientHello", "query". */
  kind: string;
  role: Role;
  /** One line of at most 160 characters that says what a person would say, safe for the terminal: "GET /x", "SET k". */
  words: string;
  /** Of a reply, in a word or two, safe for the terminal: "200", "ERROR 42P01"; null = nothing is known. */
  status: string | null;
  /** The status means that it went wrong. */
  failed: boolean;
  /** Of a request, the name it asks for where it tells one, safe for the terminal: HTTP's Host, TLS's server name. */
  host: string | null;
  /** µs since 1970 of its first and its last byte (so far). */
  readonly micros: number;
  endMicros: number;
  /** µs between the last byte before it, of either side, and its first, at least 0; null for the first unit. */
  readonly wait: number | null;
  /** Offset of its first byte in that side's stream. */
  readonly offset: number;
  /** Bytes so far, gaps included; bytes of these that the capture does not have. */
  size: number;
  missing: number;
  /** Numbers (1-based) of the packets with its first and its last byte. */
  readonly firstPacket: number;
  lastPacket: number;
  /** `open`: more may come. `cut`: its end was not seen, because the side stopped, bytes are missing, or the capture ends. */
  state: 'open' | 'whole' | 'cut';
}

/** A request and its reply. */
export interface Exchange {
  readonly client: Side;
  /** Name of the protocol. */
  readonly protocol: string;
  /** The unit that asked; of a client's turn of several units, the first. */
  readonly request: Unit;
  /** The unit that answered, `interim` ones not counted; of a turn, the first. null = no reply was seen (yet). */
  reply: Unit | null;
  /** µs since 1970: the request's last byte; the reply's first and last byte (null: none was seen). */
  askedMicros: number;
  firstReplyMicros: number | null;
  lastReplyMicros: number | null;
  /** Bytes of all units of the request, and of the reply with what was interim. */
  requestBytes: number;
  replyBytes: number;
  /** As of the reply. */
  status: string | null;
  failed: boolean;
  /**
   * `waiting`: for the reply, or its rest. `done`. `cut`: the reply's end was not seen. `unanswered`: the connection or the
   * capture ended first. `unknown`: bytes are missing, among which the reply may have been.
   */
  state: 'waiting' | 'done' | 'cut' | 'unanswered' | 'unknown';
}

/** µs from the request's last byte to the reply's first, at least 0; null = no reply was seen. */
export function waitOf(exchange: Exchange): number | null {
  const { firstReplyMicros, askedMicros } = exchange;
  return firstReplyMicros === null ? null : Math.max(0, firstReplyMicros - askedMicros);
}

/** µs from the request's first byte to the reply's last so far; null = no reply was seen. */
export function durationOf({ request, lastReplyMicros }: Exchange): number | null {
  return lastReplyMicros === null ? null : Math.max(0, lastReplyMicros - request.micros);
}
