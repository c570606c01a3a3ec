import { Box } from 'ink';
import type { Column } from '../../session/connection-list.ts';
import { Line, Lines } from '../components/line.tsx';
import { useTheme } from '../hooks/contexts.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { fitTo } from '../terminal/width.ts';
import { headerText, rowText } from './columns.ts';

interface Props {
  columns: readonly Column[];
  row: number;
  top: number;
  page: number;
  following: boolean;
  focused: boolean;
  width: number;
}

/** The connections that match, as many rows as fit, with the order and the filter under them. */
export function ConnectionList({ columns, row, top, page, following, focused, width }: Props) {
  const session = useSession();
  const { tags } = useDesk();
  const theme = useTheme();
  const { list } = session;
  const { sort, filter } = list.query;

  const rows = [theme.paint('heading', fitTo(headerText(columns, sort, theme), width))];
  for (let at = top; at < Math.min(top + page, list.count); at++) {
    const connection = list.at(at);
    rows.push(
      rowText(columns, connection, { selected: at === row, focused, tagged: tags.has(connection) }, width, theme),
    );
  }
  if (list.count === 0) rows.push(theme.paint('faint', fitTo(` ${emptyText()}`, width)));
  const place = list.count === 0 ? '' : `${row + 1} of ${list.count}`;
  return (
    <Box flexDirection="column">
      <Lines lines={rows} width={width} height={page + 1} />
      <Line text={theme.paint('faint', fitTo(` ${stateText()}`, width - place.length - 1) + place)} />
    </Box>
  );

  function stateText(): string {
    const { descending, ascending } = theme.glyphs;
    const title = session.columns.find((column) => column.id === sort?.column)?.title ?? '';
    const parts = [
      sort === null ? 'sort: as captured' : `sort: ${title} ${sort.descending ? descending : ascending}`,
      `filter: ${filter === '' ? 'none' : filter}`,
      tags.size > 0 ? `${tags.size} tagged` : '',
      following ? 'following' : '',
      list.state === 'working' ? 'working' : '',
    ];
    return parts.filter((part) => part !== '').join('   ');
  }

  function emptyText(): string {
    if (filter !== '') return `no connection matches "${filter}"; Esc clears the filter`;
    if (session.progress.state === 'reading' || session.progress.state === 'waiting') return 'no TCP connection so far';
    const [notOpened = ':info says what is in it'] = session.summary.notOpened ?? [];
    return `no TCP connection in this capture; ${notOpened}`;
  }
}
