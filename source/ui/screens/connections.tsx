import { Box } from 'ink';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Column } from '../../session/connection-list.ts';
import type { Session } from '../../session/session.ts';
import { Line } from '../components/line.tsx';
import { movement } from '../components/movement.ts';
import { ProgressLine } from '../components/progress-line.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { FilterMenu } from '../dialogs/menus.tsx';
import { useArea, useKept, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useFilterPrompt } from '../hooks/use-filter-prompt.ts';
import { useListCursor } from '../hooks/use-list-cursor.ts';
import { useMarks } from '../hooks/use-marks.ts';
import { useOrderCommands } from '../hooks/use-order.tsx';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { ConnectionList } from '../panes/connection-list.tsx';
import { DetailPane } from '../panes/detail-pane.tsx';
import { FindingsBlock, useFindings } from '../panes/findings-block.tsx';
import { GraphPane } from '../panes/graph-pane.tsx';
import { MessagesPane } from '../panes/messages-pane.tsx';
import { SentenceLines, sentenceOf } from '../panes/sentence-lines.tsx';
import { fitTo } from '../terminal/width.ts';
import { layoutOf } from './connections-layout.ts';
import { captureTitle } from './titles.ts';

type Pane = 'findings' | 'connections' | 'detail';

/** The first screen: what is wrong, then every connection; on wide terminals with the selected one beside it. */
export function ConnectionsScreen() {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const area = useArea();
  const { list, progress, summary, findings } = session;
  const reading = progress.state === 'reading';
  const [problem] = summary.problems;

  const [kept, setFocus] = useKept<Pane>('connections.focus', 'connections');
  const [zoomed, setZoomed] = useKept('connections.zoomed', false);
  const notices = Number(reading) + Number(problem !== undefined);
  const layout = layoutOf(area, { zoomed, findings: findings.length, connections: summary.connections, notices });
  const { page, listWidth, detailWidth, messagesWidth, graphLines, sentenceLines, findingRows } = layout;
  const cursor = useListCursor(page);
  const { row, top, selected, following, moveTo } = cursor;
  const finding = useFindings(findingRows);
  const { columns, handlers: orderCommands } = useOrderCommands(listWidth);
  const askFilter = useFilterPrompt();
  const marks = useMarks('connections', selected, cursor.choose);

  const panes: Pane[] = detailWidth > 0 ? ['findings', 'connections', 'detail'] : ['findings', 'connections'];
  const focus = panes.includes(kept) ? kept : 'connections';
  const turnFocus = (step: number) => () =>
    setFocus(panes[(panes.indexOf(focus) + step + panes.length) % panes.length]);
  const problemBeside = (step: number) => () => {
    const next = nextProblemRow(session, row, step);
    if (next === null) desk.say('no further problem in this list');
    else moveTo(next);
  };
  const ofSelected = (connection: ConnectionRow) => ({
    open: () => desk.open('detail'),
    detail: () => desk.open('detail'),
    messages: () => desk.open('messages'),
    packets: () => desk.open('packets'),
    graphs: () => desk.open('graphs'),
    tag: () => {
      desk.toggleTag(connection);
      moveTo(row + 1);
    },
    copy: () => desk.copy(copyOfRow(connection, columns), `connection ${session.store.number(connection)}`),
    copyAll: () => desk.copy(copyOfRows(session, columns), `${list.count} rows`),
    filterMenu: () => desk.show(<FilterMenu connection={connection} />),
    ...marks,
  });
  useCommands(
    'connections',
    {
      ...orderCommands,
      ...(selected === null ? {} : ofSelected(selected)),
      findings: () => setFocus('findings'),
      connections: () => setFocus('connections'),
      filter: askFilter,
      nextProblem: problemBeside(1),
      previousProblem: problemBeside(-1),
      nextPane: turnFocus(1),
      previousPane: turnFocus(-1),
      zoom: () => setZoomed(!zoomed),
      follow: () => cursor.follow(!following),
      ...(list.query.filter === '' ? {} : { escape: () => list.ask({ ...list.query, filter: '' }) }),
    },
    { depth: Depth.screen },
  );
  useCommands('connections', movement(list.count, page, row, moveTo), {
    depth: Depth.pane,
    active: focus === 'connections',
  });
  useCommands('findings', finding.handlers, { depth: Depth.pane, active: focus === 'findings' });

  const rule = theme.paint('faint', theme.glyphs.horizontal.repeat(area.width));
  const bodyHeight = page + 2 + graphLines;
  return (
    <Box flexDirection="column">
      <TitleBar
        text={captureTitle(summary)}
        right={layout.small ? `${area.width}x${area.height + 1}, made for 80x24` : '1Find 2Conn'}
        width={area.width}
      />
      {reading && <ProgressLine progress={progress} width={area.width} />}
      {problem !== undefined && <Line text={theme.paint('warning', fitTo(` ! ${problem}  (:info)`, area.width))} />}
      <FindingsBlock
        findings={findings}
        without={withoutFindings(session)}
        cursor={finding.cursor}
        focused={focus === 'findings'}
        width={area.width}
        height={findingRows + 1}
      />
      <Line text={rule} />
      <Box>
        <Box flexDirection="column" width={listWidth}>
          <ConnectionList
            columns={columns}
            row={row}
            top={top}
            page={page}
            following={following}
            focused={focus === 'connections'}
            width={listWidth}
          />
          {graphLines > 0 && selected !== null && (
            <GraphPane connection={selected} width={listWidth - 1} height={graphLines} />
          )}
        </Box>
        {detailWidth > 0 && selected !== null && (
          <DetailPane
            connection={selected}
            width={detailWidth}
            height={bodyHeight}
            focused={focus === 'detail'}
            border
          />
        )}
        {messagesWidth > 0 && selected !== null && (
          <MessagesPane connection={selected} width={messagesWidth} height={bodyHeight} />
        )}
      </Box>
      {sentenceLines > 0 && <Line text={rule} />}
      {sentenceLines > 0 && (
        <SentenceLines
          {...sentenceOf(session, focus === 'findings' ? finding.chosen : selected)}
          width={area.width}
          height={sentenceLines}
        />
      )}
    </Box>
  );
}

function withoutFindings({ progress, diagnosed }: Session): string {
  if (diagnosed?.state === 'one by one')
    return 'connections are retired as others come: problems are told of the selected one';
  if (diagnosed?.state === 'failed') return 'the search for problems has ended by an error (:info)';
  if (progress.state === 'reading') return 'reading; problems appear here as they are found';
  if (diagnosed !== undefined && diagnosed.state !== 'done') return 'looking for problems';
  return progress.state === 'waiting' ? 'nothing wrong found so far' : 'nothing wrong found in TCP';
}

/** The nearest row with a warning or worse, after (or before) the given one. */
function nextProblemRow(session: Session, row: number, step: number): number | null {
  const { list } = session;
  for (let at = row + step; at >= 0 && at < list.count; at += step) {
    const verdict = session.verdict(list.at(at));
    if (verdict !== null && verdict.severity !== '.') return at;
  }
  return null;
}

function copyOfRow(connection: ConnectionRow, columns: readonly Column[]): string {
  return columns.map((column) => (column.whole ?? column.text)(connection).trim()).join('\t');
}

/** Rows that a copy holds at most: a clipboard is not a file. */
const MOST_COPIED = 1000;

function copyOfRows(session: Session, columns: readonly Column[]): string {
  const lines = [columns.map((column) => column.title).join('\t')];
  for (let row = 0; row < Math.min(session.list.count, MOST_COPIED); row++) {
    lines.push(copyOfRow(session.list.at(row), columns));
  }
  return lines.join('\n');
}
