/** Where a connection's time went: a bar, and the parts in words. */
import { BUDGET_ENTRIES, BUDGET_NAMES, type Budget, type BudgetEntry } from '../../findings/turns.ts';
import { duration } from '../format/time.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

/** A letter stands for each part, so that the bar is read without colours. */
const PARTS: Record<BudgetEntry, { letter: string; role: Role }> = {
  handshake: { letter: 'h', role: 'accent' },
  network: { letter: 'n', role: 'accent' },
  request: { letter: 'q', role: 'a2b' },
  server: { letter: 's', role: 'warning' },
  window: { letter: 'w', role: 'bad' },
  loss: { letter: 'l', role: 'bad' },
  reply: { letter: 'r', role: 'b2a' },
  idle: { letter: '.', role: 'faint' },
  close: { letter: 'c', role: 'faint' },
};

/** Cells of each part: their sum is `room`, and no part that took time is left out. */
export function shares(micros: readonly number[], room: number): number[] {
  const total = micros.reduce((sum, part) => sum + part, 0);
  const seen = micros.map((part) => (part > 0 ? 1 : 0) as number);
  let left = room - seen.reduce((sum, cell) => sum + cell, 0);
  if (total === 0 || left < 0) return seen.map(() => 0);
  const wanted = micros.map((part) => (part / total) * left);
  const shared = wanted.map(Math.floor);
  left -= shared.reduce((sum, cell) => sum + cell, 0);
  const byRest = wanted.map((part, at) => ({ at, rest: part % 1 })).sort((one, other) => other.rest - one.rest);
  for (const { at } of byRest.slice(0, left)) shared[at]++;
  return shared.map((cell, at) => cell + seen[at]);
}

export function timeBarLines(spent: Readonly<Budget>, width: number, theme: Theme): string[] {
  const micros = BUDGET_ENTRIES.map((entry) => spent[entry]);
  const widths = shares(micros, width - 2);
  const bar = BUDGET_ENTRIES.map((entry, at) => {
    const { letter, role } = PARTS[entry];
    return theme.paint(role, letter.repeat(widths[at]));
  });
  const edge = theme.paint('faint', theme.glyphs.vertical);
  return [
    theme.paint('heading', fitTo('where the time went', width)),
    edge + bar.join('') + edge,
    ...words(spent, width, theme),
  ];
}

/** "h handshake 37 ms  s server wait 1.2 s", wrapped. */
function words(spent: Readonly<Budget>, width: number, theme: Theme): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const entry of BUDGET_ENTRIES.filter((known) => spent[known] > 0)) {
    const { letter, role } = PARTS[entry];
    const rest = ` ${BUDGET_NAMES[entry]} ${duration(spent[entry])}`;
    const taken = cells(letter + rest) + 2;
    if (used + taken > width && used > 0) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += `${theme.paint(role, letter)}${rest}  `;
    used += taken;
  }
  return used === 0 ? lines : [...lines, line];
}
