/** What both ends said, as files: the bare bytes, or a text that people read. */

import { directionLabel } from '../../connection/labels.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Conversation, Message } from '../../stream/conversation.ts';
import { hexRows, textRows } from '../../stream/hex-rows.ts';
import type { SaveRequest } from '../session.ts';
import type { OutputFile } from './output-file.ts';
import type { SaveSource } from './source.ts';

/** Bytes of a message handled at a time. */
const STRETCH = 2 ** 20;

type Direction = SaveRequest['direction'];

export const SIDES: Record<Direction, readonly (0 | 1)[]> = { both: [0, 1], a2b: [0], b2a: [1] };

/** The bytes of the messages, one after the other; gaps are left out. Resolves to the bytes that were missing. */
export async function writeRaw(
  file: OutputFile,
  conversation: Conversation,
  direction: Direction,
  signal: AbortSignal,
): Promise<number> {
  let missing = 0;
  for (const message of messagesOf(conversation, direction)) {
    for (let from = 0; from < message.size; from += STRETCH) {
      signal.throwIfAborted();
      for (const piece of await conversation.pieces(message.number, from, from + STRETCH)) {
        if (piece.kind === 'bytes') await file.write(piece.bytes);
        else missing += piece.length;
      }
    }
  }
  return missing;
}

/** The messages as lines, each under a line that says who, when and how much. */
export async function writeReadable(
  file: OutputFile,
  source: SaveSource,
  connection: ConnectionRow,
  conversation: Conversation,
  { direction, what }: Pick<SaveRequest, 'direction' | 'what'>,
  signal: AbortSignal,
): Promise<void> {
  await file.text(`# ${source.endpoint(connection, 0)} <-> ${source.endpoint(connection, 1)}\n`);
  for (const note of conversation.notes) await file.text(`# ${note}\n`);
  for (const message of messagesOf(conversation, direction)) {
    await file.text(`\n${heading(source, connection, message)}\n`);
    for (let from = 0; from < message.size; from += STRETCH) {
      signal.throwIfAborted();
      const pieces = await conversation.pieces(message.number, from, from + STRETCH);
      const rows = what === 'hex' ? hexRows(pieces) : textRows(pieces, Number.POSITIVE_INFINITY);
      await file.text(rows.map(({ text }) => `${text}\n`).join(''));
    }
  }
}

const messagesOf = (conversation: Conversation, direction: Direction): Message[] =>
  conversation.messages.filter(({ side }) => SIDES[direction].includes(side));

function heading({ store }: SaveSource, connection: ConnectionRow, message: Message): string {
  const { identity } = store;
  const seconds = (message.micros - identity.firstMicros(connection)) / 1e6;
  const label = directionLabel(identity.label(connection), message.side);
  return `--- ${message.number + 1} ${label} ${message.size} bytes at ${seconds.toFixed(6)} s, packet ${message.firstPacket} ---`;
}
