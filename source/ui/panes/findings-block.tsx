import { Box } from 'ink';
import type { ConnectionStore } from '../../connection/store.ts';
import type { Finding } from '../../findings/finding.ts';
import { Line, Lines } from '../components/line.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { Explained } from '../dialogs/explained.tsx';
import { duration } from '../format/time.ts';
import { useKept, useTheme } from '../hooks/contexts.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import type { Handlers } from '../keys/command-stack.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

interface Props {
  findings: readonly Finding[];
  /** How far the search for them is, in words; shown while there is none. */
  without: string;
  cursor: number;
  focused: boolean;
  width: number;
  /** Lines in all: one for the heading, the rest for findings. */
  height: number;
}

/** Seconds below which nobody waited, and cells for their figure. */
const LEAST_LOST = 0.001;
const LOST_CELLS = 6;

export const SEVERITY_ROLE: Record<Finding['severity'], Role> = { '!!': 'bad', '!': 'warning', '.': 'faint' };

/** The problems of the capture, most time lost first. */
export function FindingsBlock({ findings, without, cursor, focused, width, height }: Props) {
  const theme = useTheme();
  const { store } = useSession();
  const page = height - 1;
  const top = windowTop(0, findings.length, page, cursor);
  const lines =
    findings.length === 0
      ? [` ${theme.paint('faint', fitTo(without, width - 1))}`]
      : findings
          .slice(top, top + page)
          .map((finding, row) => findingText(finding, store, focused && top + row === cursor, width, theme));
  const place = findings.length > page ? `${cursor + 1}/${findings.length} ` : '';
  const heading = ` FINDINGS  ${summary(findings)}`;
  return (
    <Box flexDirection="column">
      <Line text={theme.paint('title', fitTo(heading, width - cells(place))) + theme.paint('faint', place)} />
      <Lines lines={lines} width={width} height={page} />
    </Box>
  );
}

function summary(findings: readonly Finding[]): string {
  const problems = findings.filter((finding) => finding.severity !== '.').length;
  const notes = findings.length - problems;
  if (findings.length === 0) return '';
  const said = problems === 1 ? '1 problem' : `${problems} problems`;
  const noted = notes === 0 ? '' : notes === 1 ? ', 1 note' : `, ${notes} notes`;
  return `${said}${noted}${problems > 1 ? ', most time lost first' : ''}`;
}

function findingText(finding: Finding, store: ConnectionStore, selected: boolean, width: number, theme: Theme): string {
  const count =
    finding.connections.length === 1
      ? `#${store.number(finding.connections[0])}`
      : `${finding.connections.length} conn`;
  const mark = `${selected ? theme.glyphs.cursor : ' '}${fitTo(finding.severity, 2)}`;
  // The seconds decide what comes first, so they stand beside it.
  const lost = finding.lostSeconds < LEAST_LOST ? '' : duration(finding.lostSeconds * 1e6);
  const told = ` ${lost.padStart(LOST_CELLS)} ${shortened(finding)}`;
  const rest = `${fitTo(told, width - 4 - cells(count))} ${count}`;
  if (selected) return theme.paint('selected', mark + rest);
  return theme.paint(SEVERITY_ROLE[finding.severity], mark) + rest;
}

/** Of a finding about one connection its ends are left out: the row of the list has them. */
function shortened({ connections, what }: Finding): string {
  return connections.length === 1 ? what.replace(/, \S+:\d+ to \S+:\d+$/, '') : what;
}

interface FindingsCursor {
  cursor: number;
  chosen: Finding | null;
  handlers: Handlers;
}

/** The chosen finding; Enter goes to the packets that show it. */
export function useFindings(page: number): FindingsCursor {
  const { findings } = useSession();
  const desk = useDesk();
  const [kept, setKept] = useKept('findings.cursor', 0);
  const cursor = Math.max(0, Math.min(kept, findings.length - 1));
  const chosen = findings[cursor] ?? null;
  const open = () => {
    if (chosen === null) return;
    desk.choose(chosen.connections[0]);
    if (chosen.packets.length > 0) desk.goTo('packets', { kind: 'packet', number: chosen.packets[0] });
    else desk.open('detail');
  };
  const moves = movement(findings.length, page, cursor, setKept);
  const explain = () => {
    if (chosen !== null) desk.show(<Explained id={chosen.id} close={() => desk.show(null)} />);
  };
  return { cursor, chosen, handlers: { ...moves, nextProblem: moves.down, previousProblem: moves.up, open, explain } };
}
