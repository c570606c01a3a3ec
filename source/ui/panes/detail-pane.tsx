import type { ConnectionRow } from '../../connection/numbering.ts';
import { Lines } from '../components/line.tsx';
import { scrolling } from '../components/movement.ts';
import { useKept, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { fitTo } from '../terminal/width.ts';
import { detailLines } from './detail-lines.ts';

interface Props {
  connection: ConnectionRow;
  width: number;
  height: number;
  focused: boolean;
  /** A line down its left side, beside another pane. */
  border?: boolean;
}

/** Both directions of a connection side by side: the figures that matter, or all of them. */
export function DetailPane({ connection, width, height, focused, border = false }: Props) {
  const session = useSession();
  const theme = useTheme();
  const [top, setTop] = useKept('detail.top', 0);
  const [all, setAll] = useKept('detail.all', false);
  const inner = border ? width - 2 : width;
  const heading = `#${session.store.number(connection)}  ${session.endpoint(connection, 0)} <-> ${session.endpoint(connection, 1)}`;
  const lines = [
    ...(border ? [theme.paint(focused ? 'title' : 'faint', fitTo(heading, inner))] : []),
    ...detailLines(session, connection, all, inner, theme),
  ];
  const first = Math.min(top, Math.max(0, lines.length - height));
  useCommands(
    'detail',
    {
      ...scrolling(lines.length, height, first, setTop),
      viewAs: () => {
        setAll(!all);
        setTop(0);
      },
    },
    { depth: Depth.pane, active: focused },
  );
  const edge = theme.paint(focused ? 'accent' : 'faint', theme.glyphs.vertical);
  const shown = Array.from({ length: height }, (_, row) => lines[first + row] ?? '');
  const below = lines.length - first - height;
  if (below > 0) shown[height - 1] = theme.paint('faint', fitTo(`${below + 1} more below: j, Space`, inner));
  return <Lines lines={border ? shown.map((line) => `${edge} ${line}`) : shown} width={width} height={height} />;
}
