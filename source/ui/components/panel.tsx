import { Box } from 'ink';
import { useArea, useTheme } from '../hooks/contexts.ts';
import { cells, cut, fitTo } from '../terminal/width.ts';
import type { Role } from '../theme/theme.ts';
import { Lines } from './line.tsx';

export interface PanelLine {
  /** Without escape sequences: cut to fit, then painted. */
  text: string;
  role: Role;
}

interface Props {
  title: string;
  lines: readonly PanelLine[];
  /** Under the lines: which keys do what. */
  hint: string;
}

/** A framed box over the middle of the screen. */
export function Panel({ title, lines, hint }: Props) {
  const area = useArea();
  const theme = useTheme();
  const { horizontal, vertical } = theme.glyphs;
  const wanted = Math.max(cells(title) + 2, cells(hint), ...lines.map((line) => cells(line.text)));
  const inner = Math.max(0, Math.min(area.width - 6, wanted));
  const height = Math.max(3, Math.min(area.height - 2, lines.length + 3));
  const width = inner + 4;
  const edge = theme.paint('faint', vertical);
  const head = cut(` ${title} `, inner);
  const rows = [
    theme.paint('faint', `+${horizontal}`) +
      theme.paint('title', head) +
      theme.paint('faint', `${horizontal.repeat(inner + 1 - cells(head))}+`),
    ...lines.slice(0, height - 3).map(({ text, role }) => `${edge} ${theme.paint(role, fitTo(text, inner))} ${edge}`),
    `${edge} ${theme.paint('faint', fitTo(hint, inner))} ${edge}`,
    theme.paint('faint', `+${horizontal.repeat(inner + 2)}+`),
  ];
  return (
    <Box
      position="absolute"
      marginLeft={Math.max(0, Math.floor((area.width - width) / 2))}
      marginTop={Math.max(0, Math.floor((area.height - rows.length) / 2))}
    >
      <Lines lines={rows} width={width} height={rows.length} />
    </Box>
  );
}
