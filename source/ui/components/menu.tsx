import { useState } from 'react';
import { useArea, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useNarrowing } from '../hooks/use-narrowing.ts';
import { Depth } from '../keys/command-stack.ts';
import type { Keystroke } from '../keys/keystrokes.ts';
import { keyName } from '../keys/table.ts';
import { fitTo } from '../terminal/width.ts';
import { movement, windowTop } from './movement.ts';
import { Panel } from './panel.tsx';

export interface MenuItem {
  label: string;
  /** Chooses the item at once. */
  stroke?: Keystroke;
  note?: string;
  run(): void;
}

interface Props {
  title: string;
  items: readonly MenuItem[];
  initial?: number;
  close(): void;
}

/** Choose one of a few: moved through with the keys of every list, chosen with Enter or the item's own key. */
export function Menu({ title, items: all, initial = 0, close }: Props) {
  const theme = useTheme();
  const room = useArea().height - 5;
  const [cursor, setCursor] = useState(Math.max(0, initial));
  const narrowing = useNarrowing(() => setCursor(0));
  const items = all.filter((item) => narrowing.matches(item.label, item.note ?? ''));
  const choose = (item: MenuItem | undefined) => {
    close();
    item?.run();
  };
  useCommands(
    'menu',
    {
      ...movement(items.length, room, cursor, setCursor),
      open: () => choose(items[cursor]),
      escape: close,
      back: close,
    },
    {
      depth: Depth.dialog,
      capture: (stroke) => {
        const item = items.find((known) => known.stroke === stroke);
        if (item === undefined && narrowing.take(stroke)) return true;
        if (item !== undefined) choose(item);
        return item !== undefined;
      },
    },
  );
  const keyWidth = all.some((item) => item.stroke !== undefined) ? 8 : 0;
  const labelWidth = Math.max(...all.map((item) => item.label.length));
  const noteWidth = Math.max(...all.map((item) => item.note?.length ?? 0));
  const top = windowTop(0, items.length, room, cursor);
  const lines = items.slice(top, top + room).map((item, row) => {
    const here = top + row === cursor;
    const key = fitTo(item.stroke === undefined ? '' : keyName(item.stroke), keyWidth);
    const text = `${here ? theme.glyphs.cursor : ' '}${key}${fitTo(item.label, labelWidth)}  ${fitTo(item.note ?? '', noteWidth)}`;
    return { text, role: here ? ('selected' as const) : ('normal' as const) };
  });
  return (
    <Panel
      title={title}
      lines={lines}
      hint={narrowing.shown === null ? hintFor(all.length > room) : `/${narrowing.shown}`}
    />
  );
}

const hintFor = (long: boolean): string => `Enter choose   Esc close${long ? '   / narrow' : ''}`;
