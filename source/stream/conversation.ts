/**
 * What both ends said: a connection's bytes in order, cut into messages. The screens, the reports and the findings know a
 * conversation only by these types; captured-conversation.ts makes one from a capture's segments.
 */

/** One side's bytes until the other side speaks (a turn), or a framed unit. */
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

/** A stretch of a message: bytes, or a gap where the capture has none. `offset` counts from the message's first byte. */
export type Piece =
  | { kind: 'bytes'; offset: number; bytes: Uint8Array; packet: number }
  | { kind: 'gap'; offset: number; length: number };

export interface DecodedMessage {
  /** "HTTP request", "JSON", "TLS ClientHello", "text (UTF-8)". */
  title: string;
  /** Safe for the terminal. */
  lines: string[];
}

/** What to search for. Text without a capital letter matches either case (ASCII). */
export type Needle = { kind: 'text'; text: string } | { kind: 'bytes'; bytes: Uint8Array };

export interface Place {
  message: number;
  /** Bytes from the message's first byte. */
  offset: number;
}

export interface Conversation {
  readonly messages: readonly Message[];
  /** All packets of the connection have been read. */
  readonly complete: boolean;
  /** What could not be read: "payload not captured (snaplen 96)", "no longer kept", "not recorded". */
  readonly notes: readonly string[];
  /** The pieces of [from, to) of the message, in order, gaps as gaps; none of a message that is not there. */
  pieces(message: number, from: number, to: number): Promise<Piece[]>;
  /** The message through the decoder with the highest priority that takes it; null = none. */
  decode(message: number): Promise<DecodedMessage | null>;
  /** Next place at or after (backwards: at or before) `from` where the text or bytes stand, never going round; null = none. */
  search(
    what: Needle,
    from: Place,
    backwards: boolean,
    signal: AbortSignal,
  ): Promise<(Place & { length: number }) | null>;
}
