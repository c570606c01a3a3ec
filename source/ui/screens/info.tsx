import { Box } from 'ink';
import type { CaptureSummary } from '../../session/session.ts';
import { Lines } from '../components/line.tsx';
import { scrolling } from '../components/movement.ts';
import { heightOfTable, StaticTable, type TableRow } from '../components/static-table.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { bytesInWords, withCommas } from '../format/size.ts';
import { dateAndTime, duration } from '../format/time.ts';
import { useArea, useKept, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { openingSides } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { fitTo, wrapWords } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';

/** Interfaces told of. */
const MOST_INTERFACES = 20;

/** The capture itself: times, packets by protocol, files, interfaces, what is wrong with it. Taller than the screen, it is moved up. */
export function InfoScreen() {
  const { summary } = useSession();
  const theme = useTheme();
  const { width, height } = useArea();
  const [top, setTop] = useKept('info.top', 0);
  const room = width - 2;
  const facts = factLines(summary, room, theme);
  const files = fileLines(summary, room);
  const protocols = summary.packetsByProtocol.map(({ name, packets }) => ({ protocol: name, packets }));
  const interfaces = summary.interfaces.slice(0, MOST_INTERFACES).map(interfaceRow);
  const others = summary.interfaces.length - interfaces.length;
  const more = others === 0 ? [] : [`${withCommas(others)} more interfaces`];

  const headings = 2 * 3;
  const tables = heightOfTable(protocols.length) + heightOfTable(interfaces.length);
  const length = facts.length + files.length + more.length + headings + tables;
  const page = height - 1;
  const first = Math.min(top, Math.max(0, length - page));
  const scroll = scrolling(length, page, first, setTop);
  useCommands('info', { ...openingSides(useDesk(), 'info'), ...scroll }, { depth: Depth.screen });
  const lines = (texts: readonly string[]) => <Lines lines={texts} width={room} height={texts.length} />;
  const heading = (text: string) => lines(['', theme.paint('heading', fitTo(text, room))]);
  return (
    <Box flexDirection="column">
      <TitleBar text={`capture  ${summary.title}`} width={width} />
      <Box marginLeft={1} height={page} width={room} overflow="hidden">
        <Box flexDirection="column" flexShrink={0} height={length} marginTop={-first}>
          {lines(facts)}
          {heading('packets by protocol')}
          <StaticTable rows={protocols} />
          {heading('files')}
          {lines(files)}
          {heading('interfaces')}
          <StaticTable rows={interfaces} />
          {lines(more)}
        </Box>
      </Box>
    </Box>
  );
}

const NAME = 14;

function factLines(summary: CaptureSummary, width: number, theme: Theme): string[] {
  const { firstMicros, lastMicros, retired = null } = summary;
  const named = (name: string, value: string) => fitTo(name, NAME) + fitTo(value, width - NAME);
  return [
    ...summary.problems.flatMap((problem) =>
      wrapWords(`! ${problem}`, width).map((line) => theme.paint('warning', line)),
    ),
    named('first packet', firstMicros === null ? '-' : `${dateAndTime(firstMicros)} UTC`),
    named('last packet', lastMicros === null ? '-' : `${dateAndTime(lastMicros)} UTC`),
    named('duration', firstMicros === null || lastMicros === null ? '-' : duration(lastMicros - firstMicros)),
    named('packets', withCommas(summary.packets)),
    ...(summary.notOpened ?? []).map((sentence) => named('not opened', sentence.replace(/, which is not opened$/, ''))),
    named('cut (snaplen)', `${withCommas(summary.snapped)} packets`),
    named('connections', withCommas(summary.connections)),
    ...(retired === null ? [] : [named('retired', withCommas(retired))]),
  ];
}

const fileLines = ({ files }: CaptureSummary, width: number): string[] =>
  files.flatMap((file) => [
    fitTo(`${file.name}  ${file.format}  ${bytesInWords(file.bytes)}`, width),
    ...(file.application === null ? [] : [fitTo(`  written by ${file.application}`, width)]),
    ...file.comments.flatMap((comment) => wrapWords(comment, width - 2).map((line) => `  ${line}`)),
  ]);

function interfaceRow({ name, linkType, snaplen, received, dropped }: CaptureSummary['interfaces'][number]): TableRow {
  return {
    interface: name,
    'link type': linkType,
    snaplen: snaplen === 0 ? 'none' : snaplen,
    received: received ?? '-',
    dropped: dropped ?? '-',
  };
}
