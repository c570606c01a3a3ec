/** A decoder turns one message into lines for people. */
import type { DecodedMessage } from '../conversation.ts';

export interface DecoderInput {
  /** The message's bytes up to its first gap, at most MOST_DECODED_BYTES. */
  bytes: Uint8Array;
  /** Bytes of the message that are not in `bytes`. */
  missing: number;
  /** Ports of A and B; side 0 = A sent it. */
  ports: readonly [number, number];
  side: 0 | 1;
}

export interface Decoder {
  readonly name: string;
  /** Of the decoders that take a message, the one with the highest priority shows it. */
  readonly priority: number;
  /** null: not mine. Bounded in time and size for any bytes; may throw, then it is passed over. */
  decode(input: DecoderInput): DecodedMessage | null;
}

export const MOST_DECODED_BYTES = 4 * 2 ** 20;

/** Does one of the ends use this port? */
export function onPort({ ports }: DecoderInput, ...wanted: number[]): boolean {
  return wanted.includes(ports[0]) || wanted.includes(ports[1]);
}
