/** A decoder turns one message into lines for people. */
import type { DecodedMessage } from '../conversation.ts';
import { safeLine } from '../safe-text.ts';

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
const MOST_LINES = 20_000;
const LONGEST_LINE = 8192;

/** Lines of a text, made safe and bounded in number and length, saying so where they are cut. */
export function safeLines(text: string): string[] {
  const lines = text.split('\n', MOST_LINES + 1);
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    return bare.length <= LONGEST_LINE ? safeLine(bare) : `${safeLine(bare.slice(0, LONGEST_LINE))} … (line cut)`;
  });
  if (lines.length > MOST_LINES) shown.push(`… (more than ${MOST_LINES.toLocaleString('en-US')} lines)`);
  return shown;
}

/** Does one of the ends use this port? */
export function onPort({ ports }: DecoderInput, ...wanted: number[]): boolean {
  return wanted.includes(ports[0]) || wanted.includes(ports[1]);
}
