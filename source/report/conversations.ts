/** What both ends said, as files: the bare bytes, or a text that people read; one file a connection. */
import path from 'node:path';
import { directionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { count } from '../findings/wording.ts';
import type { Conversation, Piece } from '../stream/conversation.ts';
import { hexRows, textRows, type ViewRow } from '../stream/hex-rows.ts';
import type { Unit } from '../stream/unit.ts';
import type { Direction, SaveAsked, SaveSource, SaveWriter } from './export.ts';
import { OutputFile } from './output-file.ts';

/** Bytes of a message handled at a time. */
const STRETCH = 2 ** 20;

const SIDES: Record<Direction, readonly (0 | 1)[]> = { both: [0, 1], a2b: [0], b2a: [1] };

type RowsOf = (pieces: readonly Piece[]) => readonly ViewRow[];

export const saveRaw: SaveWriter = (asked, source, signal) => {
  let missing = 0;
  const write: Write = async (file, _connection, conversation) => {
    missing += await writeRaw(file, conversation, asked.direction, signal);
  };
  return saveConversations(asked, source, signal, write).then((written) =>
    missing === 0 ? written : `${written}; ${count(missing, 'byte')} were not captured and are left out`,
  );
};

export const saveText = readable((pieces) => textRows(pieces, Number.POSITIVE_INFINITY));
export const saveHex = readable(hexRows);

function readable(rowsOf: RowsOf): SaveWriter {
  return (asked, source, signal) =>
    saveConversations(asked, source, signal, (file, connection, conversation) =>
      writeReadable(file, source, connection, conversation, asked.direction, rowsOf, signal),
    );
}

type Write = (file: OutputFile, connection: ConnectionRow, conversation: Conversation) => Promise<void>;

/** One file a connection: with several, its label joins the name. */
async function saveConversations(
  { connections, path: target }: SaveAsked,
  source: SaveSource,
  signal: AbortSignal,
  write: Write,
): Promise<string> {
  let bytes = 0;
  for (const connection of connections) {
    const own = connections.length === 1 ? target : labelled(target, connection, source);
    await withConversation(source, connection, signal, (conversation) =>
      OutputFile.with(own, async (file) => {
        await write(file, connection, conversation);
        bytes += file.bytes;
      }),
    );
  }
  return `${count(bytes, 'byte')} to ${connections.length === 1 ? target : `${connections.length} files ${target}-…`}`;
}

/** Reads the connection back as far as it goes, lends what was said to `use`, and lets it go again. */
async function withConversation(
  source: SaveSource,
  connection: ConnectionRow,
  signal: AbortSignal,
  use: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const opened = source.look(connection);
  const stop = (): void => opened.close();
  signal.addEventListener('abort', stop);
  try {
    await opened.caughtUp;
    signal.throwIfAborted();
    await use(opened.conversation);
  } finally {
    signal.removeEventListener('abort', stop);
    opened.close();
  }
}

function labelled(target: string, connection: ConnectionRow, { store }: SaveSource): string {
  const { dir, name, ext } = path.parse(target);
  return path.join(dir, `${name}-${directionLabel(store.identity.label(connection), 0)}${ext}`);
}

/** The bytes of the messages, one after the other; gaps are left out. Resolves to the bytes that were missing. */
async function writeRaw(
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
async function writeReadable(
  file: OutputFile,
  source: SaveSource,
  connection: ConnectionRow,
  conversation: Conversation,
  direction: Direction,
  rowsOf: RowsOf,
  signal: AbortSignal,
): Promise<void> {
  await file.text(`# ${source.endpoint(connection, 0)} <-> ${source.endpoint(connection, 1)}\n`);
  for (const note of conversation.notes) await file.text(`# ${note}\n`);
  for (const message of messagesOf(conversation, direction)) {
    await file.text(`\n${heading(source, connection, message)}\n`);
    for (let from = 0; from < message.size; from += STRETCH) {
      signal.throwIfAborted();
      const pieces = await conversation.pieces(message.number, from, from + STRETCH);
      await file.text(
        rowsOf(pieces)
          .map(({ text }) => `${text}\n`)
          .join(''),
      );
    }
  }
}

const messagesOf = (conversation: Conversation, direction: Direction): Unit[] =>
  conversation.messages.filter(({ side }) => SIDES[direction].includes(side));

function heading({ store }: SaveSource, connection: ConnectionRow, message: Unit): string {
  const { identity } = store;
  const seconds = (message.micros - identity.firstMicros(connection)) / 1e6;
  const label = directionLabel(identity.label(connection), message.side);
  return `--- ${message.number + 1} ${label} ${message.size} bytes at ${seconds.toFixed(6)} s, packet ${message.firstPacket} ---`;
}
