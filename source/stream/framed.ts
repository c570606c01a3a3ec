/** Turns cut further into a framer's units: "GET … GET …" of one turn become two messages. */
import type { Conversation, DecodedMessage, Message, Piece } from './conversation.ts';
import { decodePieces } from './decoders/registry.ts';
import { type Framer, frames } from './framers/framer.ts';
import { untilGap } from './pieces.ts';
import { PREVIEW_BYTES, previewOf } from './preview.ts';
import { searchMessages } from './search.ts';

/** Bytes of a turn that are looked at; what is longer stays one message. */
const MOST_FRAMED_BYTES = 16 * 2 ** 20;

interface Unit {
  message: Message;
  turn: number;
  /** Its first byte in the turn. */
  start: number;
}

export async function framedMessages(
  turns: Conversation,
  framer: Framer,
  ports: readonly [number, number],
  signal: AbortSignal,
): Promise<Conversation> {
  const units: Unit[] = [];
  for (const turn of turns.messages) {
    signal.throwIfAborted();
    const pieces = await turns.pieces(turn.number, 0, MOST_FRAMED_BYTES);
    for (const [from, to] of cuts(pieces, framer, turn.size)) {
      units.push({ message: unitMessage(units.length, turn, pieces, from, to), turn: turn.number, start: from });
    }
  }

  const messages = units.map(({ message }) => message);
  const pieces = async (number: number, from: number, to: number): Promise<Piece[]> => {
    if (number >= units.length) return [];
    const { turn, start, message } = units[number];
    const end = start + Math.min(to, message.size);
    const found = await turns.pieces(turn, start + Math.max(0, from), end);
    return found.map((piece) => ({ ...piece, offset: piece.offset - start }));
  };
  return {
    messages,
    pieces,
    get complete() {
      return turns.complete;
    },
    get notes() {
      return turns.notes;
    },
    decode: (number) => decodeUnit(messages[number], framer, ports, (from, to) => pieces(number, from, to)),
    search: (what, from, backwards, stop) => searchMessages(messages, pieces, what, from, backwards, stop),
  };
}

/** What stands behind the unit's length says more than the unit with it. */
async function decodeUnit(
  message: Message,
  { head = 0 }: Framer,
  ports: readonly [number, number],
  pieces: (from: number, to: number) => Promise<Piece[]>,
): Promise<DecodedMessage | null> {
  const behind = async (from: number, to: number): Promise<Piece[]> =>
    (await pieces(from + head, to + head)).map((piece) => ({ ...piece, offset: piece.offset - head }));
  const body = head === 0 ? null : await decodePieces({ ...message, size: message.size - head }, ports, behind);
  return body ?? decodePieces(message, ports, pieces);
}

/** The units' ranges; a gap, or bytes that are no unit, end the cutting and stay together. */
function cuts(pieces: readonly Piece[], framer: Framer, size: number): [number, number][] {
  const { units } = frames(framer, untilGap(pieces));
  const reached = units.at(-1)?.[1] ?? 0;
  return reached < size ? [...units, [reached, size]] : units;
}

function unitMessage(number: number, turn: Message, pieces: readonly Piece[], from: number, to: number): Message {
  const missing = pieces
    .filter((piece) => piece.kind === 'gap')
    .reduce((sum, gap) => sum + Math.max(0, Math.min(to, gap.offset + gap.length) - Math.max(from, gap.offset)), 0);
  return {
    ...turn,
    number,
    wait: from === 0 ? turn.wait : 0,
    size: to - from,
    missing,
    offset: turn.offset + from,
    preview: from === 0 ? turn.preview : previewAt(pieces, from, to),
    firstPacket: packetAt(pieces, from) ?? turn.firstPacket,
    lastPacket: packetAt(pieces, to - 1) ?? turn.lastPacket,
  };
}

function previewAt(pieces: readonly Piece[], from: number, to: number): string {
  const parts: Uint8Array[] = [];
  const end = Math.min(to, from + PREVIEW_BYTES);
  for (const piece of pieces) {
    if (piece.kind === 'gap' || piece.offset >= end || piece.offset + piece.bytes.length <= from) continue;
    parts.push(piece.bytes.subarray(Math.max(0, from - piece.offset), end - piece.offset));
  }
  return previewOf(Buffer.concat(parts));
}

function packetAt(pieces: readonly Piece[], offset: number): number | null {
  for (const piece of pieces) {
    if (piece.kind === 'bytes' && piece.offset <= offset && offset < piece.offset + piece.bytes.length)
      return piece.packet;
  }
  return null;
}
