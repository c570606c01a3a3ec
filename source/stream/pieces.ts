/** Pieces of a message put together. */
import type { Piece } from './conversation.ts';

/** Everything before the first gap. */
export function untilGap(pieces: readonly Piece[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'gap') break;
    parts.push(piece.bytes);
  }
  return Buffer.concat(parts);
}
