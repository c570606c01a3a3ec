import { useMemo, useState } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Conversation } from '../../stream/conversation.ts';
import type { ViewRow } from '../../stream/hex-rows.ts';
import { useKept } from '../hooks/contexts.ts';
import type { Handlers } from '../keys/command-stack.ts';
import { type ContentMode, ContentReader, type ReadingPlace } from './reader.ts';

/** A message, by number, of a connection. */
export interface Whose {
  conversation: Conversation;
  connection: ConnectionRow;
  message: number;
}

export interface Content {
  rows: readonly ViewRow[];
  /** All rows that fit are there. */
  complete: boolean;
  /** Share of the message above the last shown row, 0 … 1. */
  share: number;
  handlers: Handlers;
  show(offset: number): void;
}

const START: ReadingPlace = { stretch: 0, row: 0 };

/** The rows of a message that are seen, and the commands that scroll them. */
export function useContent(
  { conversation, connection, message }: Whose,
  layout: { mode: ContentMode; width: number; only: string | null },
  height: number,
): Content {
  const { mode, width, only } = layout;
  const [, redraw] = useState(0);
  const size = conversation.messages[message]?.size ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message that grew is laid out again
  const reader = useMemo(
    () =>
      new ContentReader(conversation, message, { mode, width, keep: matching(only) }, () =>
        redraw((times) => times + 1),
      ),
    [conversation, message, mode, width, only, size],
  );
  const [kept, keep] = useKept(`content.${connection}.place`, { message, place: START });
  const place = kept.message === message ? kept.place : START;
  const setPlace = (next: ReadingPlace) => keep({ message, place: next });

  const seen = reader.window(place, height);
  // At the end the last page stays full.
  const from = seen.complete && seen.rows.length < height ? reader.moved(place, seen.rows.length - height) : place;
  const { rows, complete } = from === place ? seen : reader.window(from, height);
  const by = (count: number) => () => setPlace(reader.moved(from, count));
  const half = Math.max(1, Math.floor(height / 2));
  const page = Math.max(1, height - 1);
  return {
    rows,
    complete,
    share: size === 0 ? 1 : endOf(rows.at(-1)) / size,
    handlers: {
      down: by(1),
      up: by(-1),
      halfDown: by(half),
      halfUp: by(-half),
      pageDown: by(page),
      pageUp: by(-page),
      readOn: by(page),
      top: () => setPlace(START),
      bottom: () => setPlace({ stretch: reader.stretches - 1, row: Number.POSITIVE_INFINITY }),
    },
    show: (offset) =>
      void reader.placeOf(offset).then((found) => setPlace(reader.moved(found, -Math.floor(height / 3)))),
  };
}

/** Keeps the rows of text that hold the words, in either case; gaps stay. */
function matching(only: string | null): (row: ViewRow) => boolean {
  const holds = holding(only);
  return (row) => row.kind === 'gap' || holds(row.text);
}

/** Whether a line holds the words, in either case; null = any does. */
export function holding(only: string | null): (line: string) => boolean {
  if (only === null) return () => true;
  const wanted = only.toLowerCase();
  return (line) => line.toLowerCase().includes(wanted);
}

const endOf = (row: ViewRow | undefined): number => (row === undefined ? 0 : row.offset + row.length);
