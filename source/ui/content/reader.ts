/**
 * Reads a message a stretch at a time as it is scrolled through, never the whole: each stretch is laid out alone into rows,
 * and beginnings and ends are chosen so that no line is torn where two stretches meet.
 */
import type { Conversation, Piece } from '../../stream/conversation.ts';
import { hexRows, mixedRows, textRows, type ViewRow } from '../../stream/hex-rows.ts';

export type ContentMode = 'text' | 'hex' | 'mixed';

/** Narrower than this, a row of hex has eight bytes. */
export const WHOLE_HEX_ROW = 74;

export function layOut(mode: ContentMode, pieces: readonly Piece[], width: number): ViewRow[] {
  if (mode === 'text') return textRows(pieces, width);
  return mode === 'mixed' ? mixedRows(pieces, width) : hexRows(pieces, width < WHOLE_HEX_ROW ? 8 : 16);
}

/** Bytes of a stretch; a multiple of a hex row. */
export const STRETCH = 16_384;

/** How far past its end a stretch looks for the end of its last line, in bytes. */
const LOOK_AHEAD = 4096;

/** Stretches kept laid out. */
const KEPT = 24;

const LINE_FEED = 10;

/** A place to read from: a row of a stretch. Rows past the last one mean the last one. */
export interface ReadingPlace {
  stretch: number;
  row: number;
}

export class ContentReader {
  readonly stretches: number;
  readonly #laidOut = new Map<number, ViewRow[]>();
  readonly #asked = new Set<number>();
  readonly #conversation: Conversation;
  readonly #message: number;
  readonly #size: number;
  readonly #mode: ContentMode;
  readonly #width: number;
  readonly #keep: (row: ViewRow) => boolean;
  readonly #changed: () => void;

  constructor(
    conversation: Conversation,
    message: number,
    layout: { mode: ContentMode; width: number; keep: (row: ViewRow) => boolean },
    changed: () => void,
  ) {
    this.#conversation = conversation;
    this.#message = message;
    this.#size = conversation.messages[message]?.size ?? 0;
    this.stretches = Math.max(1, Math.ceil(this.#size / STRETCH));
    this.#mode = layout.mode;
    this.#width = layout.width;
    this.#keep = layout.keep;
    this.#changed = changed;
  }

  /** The rows of a stretch, null while they are being read (`changed` is called when they are there). */
  rows(stretch: number): readonly ViewRow[] | null {
    const rows = this.#laidOut.get(stretch);
    if (rows !== undefined) return rows;
    if (!this.#asked.has(stretch)) void this.load(stretch).then(this.#changed, this.#changed);
    return null;
  }

  async load(stretch: number): Promise<readonly ViewRow[]> {
    const known = this.#laidOut.get(stretch);
    if (known !== undefined) return known;
    this.#asked.add(stretch);
    try {
      const rows = (await this.#read(stretch)).filter(this.#keep);
      this.#laidOut.set(stretch, rows);
      const oldest = this.#laidOut.keys().next();
      if (this.#laidOut.size > KEPT && !oldest.done) this.#laidOut.delete(oldest.value);
      return rows;
    } finally {
      this.#asked.delete(stretch);
    }
  }

  /** The place of the row that holds a byte. */
  async placeOf(offset: number): Promise<ReadingPlace> {
    for (let stretch = Math.min(this.stretches - 1, Math.floor(offset / STRETCH)); stretch > 0; stretch--) {
      const rows = await this.load(stretch);
      if (rows.length > 0 && rows[0].offset <= offset) return { stretch, row: rowOf(rows, offset) };
    }
    return { stretch: 0, row: rowOf(await this.load(0), offset) };
  }

  /** Up to `count` rows from the place on; `complete` is false where some are still being read. */
  window(place: ReadingPlace, count: number): { rows: ViewRow[]; complete: boolean } {
    const shown: ViewRow[] = [];
    for (let stretch = place.stretch; stretch < this.stretches && shown.length < count; stretch++) {
      const rows = this.rows(stretch);
      if (rows === null) return { rows: shown, complete: false };
      const from = stretch === place.stretch ? Math.min(place.row, Math.max(0, rows.length - 1)) : 0;
      shown.push(...rows.slice(from, from + count - shown.length));
    }
    return { rows: shown, complete: true };
  }

  /** The place `rows` further (or back); stops at the ends and at a stretch that is not read yet. */
  moved(place: ReadingPlace, rows: number): ReadingPlace {
    const here = this.rows(place.stretch);
    if (here === null) return place;
    const row = Math.min(place.row, Math.max(0, here.length - 1)) + rows;
    if (row < 0) return place.stretch === 0 ? { stretch: 0, row: 0 } : this.#movedInto(place.stretch - 1, row);
    if (row < here.length) return { stretch: place.stretch, row };
    if (place.stretch + 1 >= this.stretches) return { stretch: place.stretch, row: Math.max(0, here.length - 1) };
    return this.#movedInto(place.stretch + 1, row - here.length);
  }

  /** `row` counts from the start of the stretch, or back from its end where it is negative. */
  #movedInto(stretch: number, row: number): ReadingPlace {
    const rows = this.rows(stretch);
    if (rows === null) return { stretch, row: row < 0 ? Number.POSITIVE_INFINITY : 0 };
    if (row < 0) return this.moved({ stretch, row: Math.max(0, rows.length - 1) }, row + 1);
    return this.moved({ stretch, row: 0 }, row);
  }

  async #read(stretch: number): Promise<ViewRow[]> {
    const begin = stretch * STRETCH;
    const end = Math.min(this.#size, begin + STRETCH);
    if (this.#mode === 'hex') {
      const pieces = await this.#withWholeGap(await this.#conversation.pieces(this.#message, begin, end), end);
      const rows = layOut('hex', pieces, this.#width);
      return stretch > 0 && rows[0]?.kind === 'gap' && (await this.#isMissing(begin - 1)) ? rows.slice(1) : rows;
    }
    const from = Math.max(0, begin - 1);
    const to = Math.min(this.#size, end + LOOK_AHEAD);
    const pieces = await this.#conversation.pieces(this.#message, from, to);
    const first = stretch === 0 ? 0 : firstBreak(pieces, begin);
    const last = end >= this.#size ? this.#size : firstBreak(pieces, end);
    const own = await this.#withWholeGap(between(pieces, first, last), last);
    return layOut(this.#mode, own, this.#width);
  }

  async #isMissing(offset: number): Promise<boolean> {
    return (await this.#conversation.pieces(this.#message, offset, offset + 1))[0]?.kind === 'gap';
  }

  /** A gap at the end of the pieces with its true length: it may go on for megabytes. */
  async #withWholeGap(pieces: Piece[], end: number): Promise<Piece[]> {
    const last = pieces.at(-1);
    if (last?.kind !== 'gap' || last.offset + last.length < end) return pieces;
    let length = last.length;
    for (let from = end; from < this.#size; from += STRETCH) {
      const [next] = await this.#conversation.pieces(this.#message, from, Math.min(this.#size, from + STRETCH));
      if (next?.kind !== 'gap') break;
      length += next.length;
      if (next.length < STRETCH) break;
    }
    return [...pieces.slice(0, -1), { ...last, length }];
  }
}

/** The first row of the line that holds the byte; else the last row. */
function rowOf(rows: readonly ViewRow[], offset: number): number {
  const row = rows.findIndex((known) => known.offset + known.length > offset);
  return row < 0 ? Math.max(0, rows.length - 1) : row;
}

/** Where the first line at or after `at` begins: behind a line feed or at either end of a gap; `at` itself where none is near. */
function firstBreak(pieces: readonly Piece[], at: number): number {
  for (const piece of pieces) {
    if (piece.kind === 'gap') {
      const end = piece.offset + piece.length;
      if (piece.offset >= at && piece.offset < at + LOOK_AHEAD) return piece.offset;
      if (piece.offset < at && end >= at) return end;
      continue;
    }
    for (let index = Math.max(0, at - 1 - piece.offset); index < piece.bytes.length; index++) {
      if (piece.offset + index >= at + LOOK_AHEAD) return at;
      if (piece.bytes[index] === LINE_FEED) return piece.offset + index + 1;
    }
  }
  return at;
}

/** The part of the pieces in [from, to). */
function between(pieces: readonly Piece[], from: number, to: number): Piece[] {
  return pieces.flatMap((piece): Piece[] => {
    const length = piece.kind === 'gap' ? piece.length : piece.bytes.length;
    const start = Math.max(from, piece.offset);
    const end = Math.min(to, piece.offset + length);
    if (start >= end) return [];
    if (piece.kind === 'gap') return [{ kind: 'gap', offset: start, length: end - start }];
    return [{ ...piece, offset: start, bytes: piece.bytes.subarray(start - piece.offset, end - piece.offset) }];
  });
}
