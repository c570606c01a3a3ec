/** `path --csv`: a line for each conversation, leg and direction. */
import type { Path } from '../../path/path.ts';
import type { Output } from '../output.ts';
import type { PathForm } from './form.ts';
import { COLUMNS, legRows } from './table.ts';

export function pathCsv(path: Path, output: Output): PathForm {
  output.text(`${COLUMNS.map(({ id }) => id).join(',')}\n`);
  return {
    conversation: (summary) => {
      for (const row of legRows(path, summary))
        output.text(`${COLUMNS.map(({ plain }) => cell(plain(row))).join(',')}\n`);
    },
    end: () => {},
  };
}

/** RFC 4180. */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
