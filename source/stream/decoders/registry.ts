/** All decoders. The first in order of priority that takes a message shows it; one that throws is passed over. */

import { jsonMessage, xmlMessage } from '../content/structured.ts';
import { isReadable, textMessage } from '../content/text.ts';
import type { DecodedMessage, Message, Piece } from '../conversation.ts';
import { untilGap } from '../pieces.ts';
import { type Decoder, type DecoderInput, MOST_DECODED_BYTES } from './decoder.ts';
import { http } from './http1.ts';
import { lineProtocols } from './lines.ts';
import { postgresql } from './postgresql.ts';
import { redis } from './redis.ts';
import { tls } from './tls.ts';

const json: Decoder = { name: 'JSON', priority: 60, decode: ({ bytes }) => jsonMessage(bytes) };
const xml: Decoder = { name: 'XML', priority: 50, decode: ({ bytes }) => xmlMessage(bytes, null) };
const text: Decoder = {
  name: 'text',
  priority: 10,
  decode: ({ bytes }) => (isReadable(bytes) ? textMessage(bytes, null) : null),
};

export const DECODERS: readonly Decoder[] = [http, tls, json, xml, redis, postgresql, lineProtocols, text].sort(
  (one, other) => other.priority - one.priority,
);

export function decodeMessage(input: DecoderInput, decoders: readonly Decoder[] = DECODERS): DecodedMessage | null {
  if (input.bytes.length === 0) return null;
  for (const decoder of decoders) {
    try {
      const decoded = decoder.decode(input);
      if (decoded !== null) return decoded;
    } catch {
      // A decoder that cannot cope with hostile bytes must not hide them from the others.
    }
  }
  return null;
}

/** Decodes a message's bytes up to its first gap. */
export async function decodePieces(
  message: Message,
  ports: readonly [number, number],
  pieces: (from: number, to: number) => Promise<Piece[]>,
): Promise<DecodedMessage | null> {
  const bytes = untilGap(await pieces(0, MOST_DECODED_BYTES));
  return decodeMessage({ bytes, missing: message.size - bytes.length, ports, side: message.side });
}
