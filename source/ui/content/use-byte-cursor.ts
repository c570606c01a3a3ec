import { useEffect, useState } from 'react';
import type { Conversation, Piece } from '../../stream/conversation.ts';
import type { ViewRow } from '../../stream/hex-rows.ts';
import { useKept } from '../hooks/contexts.ts';
import type { Handlers } from '../keys/command-stack.ts';

interface ByteCursor {
  /** Offset in the message of the byte under the cursor: always one that is seen. */
  offset: number;
  handlers: Handlers;
  /** What the byte and the ones after it say; empty while they are being read. */
  words: string;
}

/** Bytes that the inspector reads: as many as the widest number it shows. */
const READ = 4;

/** A cursor on the bytes of a message in hex, which left and right move; it says what stands there. */
export function useByteCursor(
  conversation: Conversation,
  message: number,
  rows: readonly ViewRow[],
  wanted: boolean,
  show: (offset: number) => void,
): ByteCursor {
  const [kept, setKept] = useKept('content.byte', 0);
  const first = rows[0]?.offset ?? 0;
  const end = rows.length === 0 ? 1 : rows[rows.length - 1].offset + rows[rows.length - 1].length;
  const offset = Math.max(first, Math.min(end - 1, kept));
  const [read, setRead] = useState<{ message: number; offset: number; pieces: Piece[] } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const take = (pieces: Piece[]) => current && setRead({ message, offset, pieces });
    conversation.pieces(message, offset, offset + READ).then(take, () => take([]));
    return () => {
      current = false;
    };
  }, [conversation, message, offset, wanted]);
  const size = conversation.messages[message]?.size ?? 0;
  const by = (step: number) => () => {
    const next = Math.max(0, Math.min(size - 1, offset + step));
    setKept(next);
    if (next < first || next >= end) show(next);
  };
  const known = read?.message === message && read.offset === offset ? read.pieces : [];
  return { offset, handlers: wanted ? { left: by(-1), right: by(1) } : {}, words: inspected(offset, known) };
}

/** "offset 0x10 (16)  byte 0x0a  u16be 2643  u32be 173237618  packet 134". */
export function inspected(offset: number, pieces: readonly Piece[]): string {
  const [piece] = pieces;
  const place = `offset 0x${offset.toString(16)} (${offset})`;
  if (piece === undefined) return place;
  if (piece.kind === 'gap') return `${place}  not captured`;
  const bytes = pieces.flatMap((known) => (known.kind === 'bytes' ? [...known.bytes] : []));
  const numbers = [2, 4].flatMap((width) => {
    if (bytes.length < width || pieces.some((known) => known.kind === 'gap')) return [];
    return `u${width * 8}be ${bytes.slice(0, width).reduce((value, byte) => value * 256 + byte, 0)}`;
  });
  return [place, `byte 0x${bytes[0].toString(16).padStart(2, '0')}`, ...numbers, `packet ${piece.packet}`].join('  ');
}
