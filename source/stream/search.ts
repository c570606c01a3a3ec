/** Finds text or bytes in a message's pieces, across the borders of pieces but not across gaps. */
import type { Needle, Piece } from './conversation.ts';

/** Bytes read at a time. */
const STEP = 2 ** 20;

export type ReadPieces = (message: number, from: number, to: number) => Promise<Piece[]>;

/**
 * First (backwards: last) place at or after (before) `from` in the messages, never going round. Matches lie within one
 * message. Rejects with the signal's reason when aborted.
 */
export async function searchMessages(
  messages: readonly { readonly size: number }[],
  read: ReadPieces,
  what: Needle,
  from: { message: number; offset: number },
  backwards: boolean,
  signal: AbortSignal,
): Promise<{ message: number; offset: number; length: number } | null> {
  const pattern = patternOf(what);
  if (pattern.bytes.length === 0) return null;
  const step = backwards ? -1 : 1;
  for (let number = from.message; number >= 0 && number < messages.length; number += step) {
    const { size } = messages[number];
    const start = number === from.message ? from.offset : backwards ? size : 0;
    const offset = backwards
      ? await lastIn(read, number, Math.min(start, size), size, pattern, signal)
      : await firstIn(read, number, Math.max(0, start), size, pattern, signal);
    if (offset !== null) return { message: number, offset, length: pattern.bytes.length };
  }
  return null;
}

interface Pattern {
  bytes: Buffer;
  foldCase: boolean;
}

function patternOf(what: Needle): Pattern {
  if (what.kind === 'bytes') return { bytes: Buffer.from(what.bytes), foldCase: false };
  return { bytes: Buffer.from(what.text, 'utf8'), foldCase: !/[A-Z]/.test(what.text) };
}

async function firstIn(
  read: ReadPieces,
  message: number,
  from: number,
  size: number,
  pattern: Pattern,
  signal: AbortSignal,
) {
  for (let at = from; at < size; at += STEP) {
    const found = await inWindow(
      read,
      message,
      at,
      Math.min(size, at + STEP + pattern.bytes.length - 1),
      pattern,
      signal,
    );
    if (found.length > 0) return found[0];
  }
  return null;
}

async function lastIn(
  read: ReadPieces,
  message: number,
  from: number,
  size: number,
  pattern: Pattern,
  signal: AbortSignal,
) {
  for (let end = Math.min(size, from + 1); end > 0; end -= STEP) {
    const start = Math.max(0, end - STEP);
    const found = await inWindow(read, message, start, Math.min(size, end + pattern.bytes.length - 1), pattern, signal);
    if (found.length > 0) return found[found.length - 1];
  }
  return null;
}

/** Offsets of all matches that lie in [from, to) whole, ascending. */
async function inWindow(
  read: ReadPieces,
  message: number,
  from: number,
  to: number,
  { bytes, foldCase }: Pattern,
  signal: AbortSignal,
): Promise<number[]> {
  signal.throwIfAborted();
  const pieces = await read(message, from, to);
  const found: number[] = [];
  for (const { offset, haystack } of runs(pieces)) {
    const where = foldCase ? lowerCase(haystack) : haystack;
    for (let at = where.indexOf(bytes); at !== -1; at = where.indexOf(bytes, at + 1)) found.push(offset + at);
  }
  return found;
}

/** Stretches without a gap, each as one buffer. */
function runs(pieces: readonly Piece[]): { offset: number; haystack: Buffer }[] {
  const found: { offset: number; parts: Uint8Array[] }[] = [];
  let open = false;
  for (const piece of pieces) {
    if (piece.kind === 'bytes' && open) found[found.length - 1].parts.push(piece.bytes);
    else if (piece.kind === 'bytes') found.push({ offset: piece.offset, parts: [piece.bytes] });
    open = piece.kind === 'bytes';
  }
  return found.map(({ offset, parts }) => ({ offset, haystack: Buffer.concat(parts) }));
}

function lowerCase(bytes: Buffer): Buffer {
  const lower = Buffer.from(bytes);
  for (let i = 0; i < lower.length; i++) if (lower[i] >= 0x41 && lower[i] <= 0x5a) lower[i] += 0x20;
  return lower;
}
