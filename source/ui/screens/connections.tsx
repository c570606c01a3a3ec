import { Box } from 'ink';
import { useEffect } from 'react';
import { Line } from '../components/line.tsx';
import { Lines } from '../components/lines.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { ProgressLine } from '../components/progress-line.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { ColumnsDialog } from '../dialogs/columns-dialog.tsx';
import { FilterMenu } from '../dialogs/filter-menu.tsx';
import { SortMenu } from '../dialogs/sort-menu.tsx';
import { useArea } from '../hooks/use-area.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useFilterPrompt } from '../hooks/use-filter-prompt.ts';
import { useKept } from '../hooks/use-kept.ts';
import { useMarks } from '../hooks/use-marks.ts';
import { useSession } from '../hooks/use-session.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { type ColumnChoice, chosenColumns, fittingColumns, headerText, rowText } from '../panes/columns.ts';
import { DetailPane } from '../panes/detail-pane.tsx';
import { FindingsBlock } from '../panes/findings-block.tsx';
import { GraphPane } from '../panes/graph-pane.tsx';
import { MessagesPane } from '../panes/messages-pane.tsx';
import { SentenceLines, sentenceOf } from '../panes/sentence-lines.tsx';
import { fitTo } from '../terminal/width.ts';
import { captureTitle } from './capture-title.ts';

/** Columns from which the selected connection is shown beside the list, and its messages beside that. */
const WIDE = 120;
const WIDEST = 160;

/** Lines from which its graph is shown below the list, and how many the graph has. */
const HIGH = 34;
const GRAPH_LINES = 12;

type Pane = 'findings' | 'connections' | 'detail';

/** The first screen: what is wrong, then every connection; on wide terminals with the selected one beside it. */
export function ConnectionsScreen() {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const area = useArea();
  const { list, progress, summary, findings } = session;

  const [focus, setFocus] = useKept<Pane>('connections.focus', 'connections');
  const [finding, setFinding] = useKept('findings.cursor', 0);
  const [keptTop, setKeptTop] = useKept('connections.top', 0);
  const [keptRow, setKeptRow] = useKept('connections.row', 0);
  const [choice, setChoice] = useKept<ColumnChoice>('connections.columns', null);
  const [sideways, setSideways] = useKept('connections.sideways', 0);
  const [zoomed, setZoomed] = useKept('connections.zoomed', false);
  const [following, setFollowing] = useKept('connections.following', false);

  const wide = area.width >= WIDE && !zoomed;
  const listWidth = wide ? Math.floor(area.width * (area.width >= WIDEST ? 0.42 : 0.56)) : area.width;
  const reading = progress.state === 'reading';
  const problem = summary.problems[0];
  const findingRows = Math.max(1, Math.min(findings.length, area.height >= 30 ? 6 : area.height >= 20 ? 3 : 1));
  const verdictRows = wide || area.height < 20 ? 0 : area.height < 23 ? 2 : 3;
  const above = 1 + (reading ? 1 : 0) + (problem === undefined ? 0 : 1) + 1 + findingRows + 1;
  const below = 1 + (verdictRows > 0 ? verdictRows + 1 : 0);
  const graphLines = wide && area.height >= HIGH ? GRAPH_LINES : 0;
  const page = Math.max(1, area.height - above - 1 - below - graphLines);

  // The cursor stays on its connection while the list is sorted, filtered or still growing; on its row when that has gone.
  const followed = desk.connection === null ? -1 : list.rowOf(desk.connection);
  const last = Math.max(0, list.count - 1);
  const row = following ? last : Math.min(followed >= 0 ? followed : keptRow, last);
  const top = windowTop(keptTop, list.count, page, row);
  const selected = list.count > 0 ? list.at(row) : null;
  useEffect(() => {
    setKeptTop(top);
    setKeptRow(row);
  });

  const moveTo = (next: number) => {
    if (list.count === 0) return;
    setFollowing(false);
    desk.choose(list.at(Math.max(0, Math.min(list.count - 1, next))));
  };
  const columns = fittingColumns(session.columns, choice, listWidth, sideways);
  const resort = (column: string, descending: boolean) => list.ask({ ...list.query, sort: { column, descending } });
  const sortBeside = (step: number) => {
    const shown = chosenColumns(session.columns, choice);
    const at = shown.findIndex((column) => column.id === list.query.sort?.column);
    const next = shown[(at + step + shown.length) % shown.length];
    if (next === undefined) return;
    resort(next.id, next.align === 'right');
    desk.say(`sorted by ${next.title}`);
  };
  const problemBeside = (step: number) => {
    const next = nextProblemRow(session, row, step);
    if (next === null) desk.say('no further problem in this list');
    else moveTo(next);
  };
  const openEvidence = () => {
    const chosen = findings[finding];
    if (chosen === undefined) return;
    desk.choose(chosen.connections[0]);
    if (chosen.packets.length > 0) desk.goTo('packets', { kind: 'packet', number: chosen.packets[0] });
    else desk.open('detail');
  };
  const askFilter = useFilterPrompt();
  const marks = useMarks('connections', selected, (connection) => {
    setFollowing(false);
    desk.choose(connection);
  });
  const panes: Pane[] = wide ? ['findings', 'connections', 'detail'] : ['findings', 'connections'];
  const turnFocus = (step: number) => setFocus(panes[(panes.indexOf(focus) + step + panes.length) % panes.length]);

  useCommands(
    'connections',
    {
      ...(selected === null
        ? {}
        : {
            open: () => desk.open('detail'),
            detail: () => desk.open('detail'),
            messages: () => desk.open('messages'),
            packets: () => desk.open('packets'),
            graphs: () => desk.open('graphs'),
            tag: () => {
              desk.toggleTag(selected);
              moveTo(row + 1);
            },
            copy: () =>
              desk.copy(columns.map((column) => column.text(selected)).join('\t'), `connection ${selected + 1}`),
            copyAll: () => desk.copy(copyOfRows(session, columns), `${list.count} rows`),
            filterMenu: () => desk.show(<FilterMenu connection={selected} />),
            ...marks,
          }),
      findings: () => setFocus('findings'),
      connections: () => setFocus('connections'),
      filter: askFilter,
      sort: () => desk.show(<SortMenu columns={session.columns} />),
      reverse: () => {
        const { sort } = list.query;
        if (sort !== null) resort(sort.column, !sort.descending);
      },
      sortLeft: () => sortBeside(-1),
      sortRight: () => sortBeside(1),
      columns: () => desk.show(<ColumnsDialog columns={session.columns} choice={choice} choose={setChoice} />),
      left: () => setSideways(Math.max(0, sideways - 1)),
      right: () => setSideways(Math.min(chosenColumns(session.columns, choice).length - 2, sideways + 1)),
      nextProblem: () => problemBeside(1),
      previousProblem: () => problemBeside(-1),
      nextPane: () => turnFocus(1),
      previousPane: () => turnFocus(-1),
      zoom: () => setZoomed(!zoomed),
      follow: () => setFollowing(!following),
      ...(list.query.filter === '' ? {} : { escape: () => list.ask({ ...list.query, filter: '' }) }),
    },
    { depth: Depth.screen },
  );
  useCommands('connections', movement(list.count, page, row, moveTo), {
    depth: Depth.pane,
    active: focus === 'connections' || (focus === 'detail' && !wide),
  });
  useCommands(
    'findings',
    {
      ...movement(findings.length, findingRows, finding, setFinding),
      open: openEvidence,
      nextProblem: () => setFinding(Math.min(findings.length - 1, finding + 1)),
      previousProblem: () => setFinding(Math.max(0, finding - 1)),
    },
    { depth: Depth.pane, active: focus === 'findings' },
  );

  const rows = [headerText(columns, list.query.sort, theme)].map((text) =>
    theme.paint('heading', fitTo(text, listWidth)),
  );
  for (let at = top; at < Math.min(top + page, list.count); at++) {
    const connection = list.at(at);
    const state = { selected: at === row, focused: focus === 'connections', tagged: desk.tags.has(connection) };
    rows.push(rowText(columns, connection, state, listWidth, theme));
  }
  if (list.count === 0) rows.push(theme.paint('faint', fitTo(` ${emptyList(list.query.filter, reading)}`, listWidth)));

  const told = focus === 'findings' ? findings[Math.min(finding, findings.length - 1)] : undefined;
  const sentence = sentenceOf(session, told ?? selected);
  const rule = theme.paint('faint', theme.glyphs.horizontal.repeat(area.width));
  const small = area.width < 80 || area.height < 22;
  return (
    <Box flexDirection="column">
      <TitleBar
        text={captureTitle(summary)}
        right={small ? `${area.width}x${area.height + 1}, made for 80x24` : '1Find 2Conn'}
        width={area.width}
      />
      {reading && <ProgressLine progress={progress} width={area.width} />}
      {problem !== undefined && (
        <Line text={theme.paint('warning', fitTo(` ! ${problem}  (:info)`, area.width))} width={area.width} />
      )}
      <FindingsBlock
        findings={findings}
        without={withoutFindings(session)}
        cursor={Math.min(finding, Math.max(0, findings.length - 1))}
        focused={focus === 'findings'}
        width={area.width}
        height={findingRows + 1}
      />
      <Line text={rule} width={area.width} />
      <Box>
        <Box flexDirection="column" width={listWidth}>
          <Lines lines={rows} width={listWidth} height={page + 1} />
          <Line text={statusText()} width={listWidth} />
          {graphLines > 0 && selected !== null && (
            <GraphPane connection={selected} width={listWidth - 1} height={graphLines} />
          )}
        </Box>
        {wide && selected !== null && (
          <DetailPane
            connection={selected}
            width={(area.width >= WIDEST ? Math.floor(area.width * 0.33) : area.width - listWidth - 1) - 1}
            height={page + 2 + graphLines}
            focused={focus === 'detail'}
            border
          />
        )}
        {wide && area.width >= WIDEST && selected !== null && (
          <MessagesPane
            connection={selected}
            width={area.width - listWidth - Math.floor(area.width * 0.33) - 1}
            height={page + 2 + graphLines}
          />
        )}
      </Box>
      {verdictRows > 0 && <Line text={rule} width={area.width} />}
      {verdictRows > 0 && <SentenceLines {...sentence} width={area.width} height={verdictRows} />}
    </Box>
  );

  function statusText(): string {
    const { query } = list;
    const sorted =
      query.sort === null
        ? 'as captured'
        : `${titleOf(query.sort.column)} ${query.sort.descending ? theme.glyphs.descending : theme.glyphs.ascending}`;
    const parts = [
      `sort: ${sorted}`,
      `filter: ${query.filter === '' ? 'none' : query.filter}`,
      desk.tags.size > 0 ? `${desk.tags.size} tagged` : '',
      following ? 'following' : '',
      list.state === 'working' ? 'working' : '',
    ].filter((part) => part !== '');
    const place = list.count === 0 ? '' : `${row + 1} of ${list.count}`;
    return theme.paint('faint', fitTo(` ${parts.join('   ')}`, listWidth - place.length - 1) + place);
  }

  function titleOf(id: string): string {
    return session.columns.find((column) => column.id === id)?.title ?? id;
  }
}

function emptyList(filter: string, reading: boolean): string {
  if (filter !== '') return `no connection matches "${filter}"; Esc clears the filter`;
  return reading ? 'no TCP connection so far' : 'no TCP connection in this capture; :info says what is in it';
}

type Session = ReturnType<typeof useSession>;

function withoutFindings({ progress, diagnosed }: Session): string {
  if (progress.state === 'reading') return 'reading; problems appear here as they are found';
  if (diagnosed !== undefined && diagnosed.state !== 'done') return 'looking for problems';
  return 'nothing wrong found in TCP';
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

/** Rows that a copy holds at most: a clipboard is not a file. */
const MOST_COPIED = 1000;

function copyOfRows(session: Session, columns: Session['columns']): string {
  const lines = [columns.map((column) => column.title).join('\t')];
  for (let row = 0; row < Math.min(session.list.count, MOST_COPIED); row++) {
    const connection = session.list.at(row);
    lines.push(columns.map((column) => column.text(connection).trim()).join('\t'));
  }
  return lines.join('\n');
}
