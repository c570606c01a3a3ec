/**
 * Text that is the same for every connection but for its numbers: built once, copied whole, then the numbers are written
 * into their fields. A field stands at zero in the text already, so zeros cost nothing; a value too wide for its field moves
 * what follows.
 */

import type { Field as Cell } from '../connection/layout/structure.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { fixedLength, scaledForPrint, unsignedLength, writeAscii, writeFixed, writeUnsigned } from './numbers.ts';
import type { Absent, Format, Row } from './rows.ts';

const BLANK = 0x20;
const SPARE = 64;

interface Field {
  /** Where a value stands that is printed as it is; null: the statistic computes it. */
  readonly cell: Cell | null;
  readonly statistic: Statistic;
  readonly side: 0 | 1;
  readonly format: Format;
  readonly absent: Absent;
  /** Offset behind the last character of the value, and the characters the value has at least. */
  readonly end: number;
  readonly width: number;
  /** Characters behind the value that an NA without its unit blanks. */
  readonly unitWidth: number;
}

/** `%lu`, `%8.1f` … of zero: what stands in the field before a number is written. */
const ZERO: Record<Format, string> = {
  integer: '0',
  text: '',
  letter: '',
  seconds: '0.000',
  milliseconds: '0.0',
  rate: '0',
};

export class Template {
  private readonly text: Buffer;
  private readonly fields: readonly Field[];
  /** The most bytes a filled template can have. */
  readonly longest: number;

  constructor(text: string, fields: readonly Field[]) {
    this.text = Buffer.from(text);
    this.fields = fields;
    this.longest = this.text.length + fields.length * SPARE;
  }

  /** The template filled in for a connection, at `at`; returns the offset behind it. */
  write(bytes: Uint8Array, at: number, store: ConnectionStore, connection: ConnectionRow): number {
    const { directions } = store;
    bytes.set(this.text, at);
    let end = at + this.text.length;
    // How far values wider than their fields have moved the rest
    let moved = at;
    for (const field of this.fields) {
      if (field.cell === null) {
        const grown = writeComputed(bytes, moved, end, field, store, connection);
        moved += grown;
        end += grown;
        continue;
      }
      const value = directions.read(2 * connection + field.side, field.cell);
      if (value === 0) continue;
      const length = unsignedLength(value);
      const grown = makeRoom(bytes, moved + field.end, end, field.width, length);
      writeUnsigned(bytes, moved + field.end + grown - length, value);
      moved += grown;
      end += grown;
    }
    return end;
  }
}

/** Moves [fieldEnd, end) up where `length` characters do not fit into `width`; returns by how many bytes. */
function makeRoom(bytes: Uint8Array, fieldEnd: number, end: number, width: number, length: number): number {
  if (length <= width) return 0;
  bytes.copyWithin(fieldEnd + length - width, fieldEnd, end);
  return length - width;
}

/** Writes a value that needs more than digits; returns by how many bytes the text grew. */
function writeComputed(
  bytes: Uint8Array,
  moved: number,
  end: number,
  field: Field,
  store: ConnectionStore,
  connection: ConnectionRow,
): number {
  const value = field.statistic.value(store, connection, field.side);
  const fieldEnd = moved + field.end;
  if (value === null) {
    if (field.absent === 'zero') return 0;
    bytes.fill(BLANK, fieldEnd - field.width, fieldEnd + (field.absent === 'NA' ? field.unitWidth : 0));
    writeAscii(bytes, fieldEnd - 2, 'NA');
    return 0;
  }
  if (typeof value === 'number' && field.format !== 'text') {
    if (value === 0) return 0;
    if (field.format === 'integer') {
      const length = unsignedLength(value);
      const grown = makeRoom(bytes, fieldEnd, end, field.width, length);
      writeUnsigned(bytes, fieldEnd + grown - length, value);
      return grown;
    }
    const decimals = field.format === 'seconds' ? 3 : field.format === 'milliseconds' ? 1 : 0;
    const scale = field.format === 'seconds' ? 1e6 : field.format === 'milliseconds' ? 1000 : 1;
    const scaled = scaledForPrint(value / scale, decimals);
    const length = fixedLength(scaled, decimals);
    const grown = makeRoom(bytes, fieldEnd, end, field.width, length);
    writeFixed(bytes, fieldEnd + grown - length, scaled, decimals);
    return grown;
  }
  const text = typeof value === 'boolean' ? (value ? 'Y' : 'N') : String(value);
  const grown = makeRoom(bytes, fieldEnd, end, field.width, text.length);
  writeAscii(bytes, fieldEnd + grown - text.length, text);
  return grown;
}

/** Puts a template together from left to right. */
export class TemplateBuilder {
  private text = '';
  private length = 0;
  private readonly fields: Field[] = [];

  add(text: string): this {
    this.text += text;
    this.length += Buffer.byteLength(text);
    return this;
  }

  /** A value right-aligned in `width` characters, of which `unitWidth` characters of unit will follow. */
  field(row: Row, side: 0 | 1, width: number, unitWidth: number): this {
    this.add(ZERO[row.format].padStart(width));
    this.fields.push({
      cell: row.format === 'integer' ? (row.statistic.cell ?? null) : null,
      statistic: row.statistic,
      side,
      format: row.format,
      absent: row.absent,
      end: this.length,
      width,
      unitWidth,
    });
    return this;
  }

  build(): Template {
    return new Template(this.text, this.fields);
  }
}
