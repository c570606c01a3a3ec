import { useState } from 'react';
import type { Column } from '../../session/connection-list.ts';
import { movement, windowTop } from '../components/movement.ts';
import { Panel } from '../components/panel.tsx';
import { useArea, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useNarrowing } from '../hooks/use-narrowing.ts';
import { Depth } from '../keys/command-stack.ts';
import type { ColumnChoice } from '../panes/columns.ts';
import { fitTo } from '../terminal/width.ts';

interface Props {
  columns: readonly Column[];
  choice: ColumnChoice;
  choose(choice: ColumnChoice): void;
}

const HINT = 'Space show/hide  < > order  / narrow  0 as at first  Enter done';

const TITLE_WIDTH = 30;
const ID_WIDTH = 28;

/** Shows, hides and orders the columns of the list: shown ones first, in their order. */
export function ColumnsDialog({ columns, choice, choose }: Props) {
  const desk = useDesk();
  const theme = useTheme();
  const room = useArea().height - 5;
  const [shown, setShown] = useState<readonly string[]>(
    () => choice ?? columns.filter((column) => column.shownAtFirst).map((column) => column.id),
  );
  const [cursor, setCursor] = useState(0);
  const hidden = columns.filter((column) => !shown.includes(column.id)).map((column) => column.id);
  const narrowing = useNarrowing(() => setCursor(0));
  const titleOf = (id: string): string => columns.find((column) => column.id === id)?.title.trim() ?? id;
  const ids = [...shown, ...hidden].filter((id) => narrowing.matches(id, titleOf(id)));

  const put = (next: readonly string[]) => {
    setShown(next);
    choose(next);
  };
  const toggle = () => {
    const id = ids[cursor];
    if (id === undefined) return;
    if (!shown.includes(id)) return put([...shown, id]);
    if (shown.length > 1) put(shown.filter((known) => known !== id));
  };
  const moveColumn = (step: number) => {
    const at = shown.indexOf(ids[cursor]);
    const to = at + step;
    if (at < 0 || to < 0 || to >= shown.length) return;
    const next = [...shown];
    [next[at], next[to]] = [next[to], next[at]];
    put(next);
    if (narrowing.shown === null) setCursor(to);
  };
  const close = () => desk.show(null);
  useCommands(
    'menu',
    { ...movement(ids.length, room, cursor, setCursor), open: close, escape: close, back: close },
    {
      depth: Depth.dialog,
      capture: (stroke) => {
        if (narrowing.take(stroke)) return true;
        if (stroke === 'space') toggle();
        else if (stroke === '<' || stroke === 'K') moveColumn(-1);
        else if (stroke === '>' || stroke === 'J') moveColumn(1);
        else if (stroke === '0') {
          choose(null);
          close();
        } else return false;
        return true;
      },
    },
  );
  const top = windowTop(0, ids.length, room, cursor);
  const lines = ids.slice(top, top + room).map((id, row) => {
    const here = top + row === cursor;
    const text = `${here ? theme.glyphs.cursor : ' '}[${shown.includes(id) ? 'x' : ' '}] ${fitTo(titleOf(id), TITLE_WIDTH)} ${fitTo(id, ID_WIDTH)}`;
    return { text, role: here ? ('selected' as const) : ('normal' as const) };
  });
  return <Panel title="Columns" lines={lines} hint={narrowing.shown === null ? HINT : `/${narrowing.shown}`} />;
}
