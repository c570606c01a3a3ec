/** A packet's headers laid out: names in a column, facts beside them, none of them cut. */
import type { HeaderLine } from '../../headers/line.ts';
import { packetHeaders } from '../../headers/packet.ts';
import type { PacketRecord, PacketRow } from '../../session/session.ts';
import { wrap } from '../../stream/safe-text.ts';
import { wrapWords } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';

type Fact = HeaderLine['facts'][number];

export interface HeaderRow {
  /** Empty where the row goes on with the facts of the one above. */
  name: string;
  isField: boolean;
  facts: readonly Fact[];
}

/** The longest name and a blank. */
const NAMES = 11;
const BETWEEN = '  ';
const NARROWEST = 8;

/** In rows of at most `width` cells. */
export function headerRows(record: PacketRecord, packet: PacketRow, width: number): HeaderRow[] {
  const room = Math.max(NARROWEST, width - NAMES);
  return packetHeaders(record, packet).flatMap(({ name, isField, facts }) =>
    filled(facts, room).map((part, at) => ({ name: at === 0 ? name : '', isField, facts: part })),
  );
}

/** As many facts a row as fit. */
function filled(facts: readonly Fact[], room: number): Fact[][] {
  const rows: Fact[][] = [];
  let left = 0;
  for (const fact of facts.flatMap((whole) => broken(whole, room))) {
    const needed = BETWEEN.length + fact.text.length;
    if (rows.length > 0 && needed <= left) {
      rows[rows.length - 1].push(fact);
      left -= needed;
    } else {
      rows.push([fact]);
      left = room - fact.text.length;
    }
  }
  return rows;
}

/** A fact wider than a row goes on in the next: at a blank, or where none is near (long hex) anywhere. */
function broken(fact: Fact, room: number): Fact[] {
  const { text } = fact;
  if (text.length <= room) return [fact];
  const lines = text.split(' ').every((word) => word.length <= room) ? wrapWords(text, room) : wrap(text, room);
  return lines.map((line) => ({ ...fact, text: line }));
}

const label = ({ name, isField }: HeaderRow): string => `${isField && name !== '' ? '  ' : ''}${name}`.padEnd(NAMES);

export const headerRowText = (row: HeaderRow): string => label(row) + row.facts.map(({ text }) => text).join(BETWEEN);

export function paintedHeaderRow(row: HeaderRow, theme: Theme): string {
  const facts = row.facts.map(({ text, wrong }) => theme.paint(wrong ? 'bad' : 'normal', text));
  return theme.paint(row.isField ? 'faint' : 'accent', label(row)) + facts.join(BETWEEN);
}
