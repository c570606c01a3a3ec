/**
 * What both ends said: a connection's bytes in order, cut into the units of what it speaks; the screens call these messages.
 * captured-conversation.ts makes one from a capture's segments.
 */
import type { DecodedUnit } from './content/lines.ts';
import type { Body } from './protocol.ts';
import type { Unit } from './unit.ts';

/** A stretch of a message: bytes, or a gap where the capture has none. `offset` counts from the message's first byte. */
export type Piece =
  | { kind: 'bytes'; offset: number; bytes: Uint8Array; packet: number }
  | { kind: 'gap'; offset: number; length: number };

/** What to search for. Text without a capital letter matches either case (ASCII). */
export type Needle = { kind: 'text'; text: string } | { kind: 'bytes'; bytes: Uint8Array };

export interface Place {
  message: number;
  /** Bytes from the message's first byte. */
  offset: number;
}

export interface Conversation {
  /** Units, in the order in which they began; only the last ones still grow. */
  readonly messages: readonly Unit[];
  /** What cuts it: "HTTP/1", "turns". */
  readonly spoken: string;
  /** All packets of the connection have been read. */
  readonly complete: boolean;
  /** What could not be read: "payload not captured (snaplen 96)", "no longer kept", "not recorded". */
  readonly notes: readonly string[];
  /** The pieces of [from, to) of the message, in order, gaps as gaps; none of a message that is not there. */
  pieces(message: number, from: number, to: number): Promise<Piece[]>;
  /** What the message says, by its protocol or by what its bytes look like; null = hex says as much. */
  decode(message: number): Promise<DecodedUnit | null>;
  /** What the message carries, as it was meant: de-chunked and decompressed; null = its protocol knows of no body. */
  body(message: number): Promise<Body | null>;
  /** Next place at or after (backwards: at or before) `from` where the text or bytes stand, never going round; null = none. */
  search(
    what: Needle,
    from: Place,
    backwards: boolean,
    signal: AbortSignal,
  ): Promise<(Place & { length: number }) | null>;
}
