import { Box } from 'ink';
import type { CaptureSummary } from '../../session/session.ts';
import { Lines } from '../components/lines.tsx';
import { scrolling } from '../components/movement.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { bytesInWords, withCommas } from '../format/size.ts';
import { dateAndTime, duration } from '../format/time.ts';
import { useArea } from '../hooks/use-area.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useKept } from '../hooks/use-kept.ts';
import { useSession } from '../hooks/use-session.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { fitTo, wrapWords } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';

/** The capture itself: files, interfaces, times, packets by protocol, what is wrong with it. */
export function InfoScreen() {
  const session = useSession();
  const theme = useTheme();
  const { width, height } = useArea();
  const [top, setTop] = useKept('info.top', 0);
  const lines = summaryLines(session.summary, width - 2, theme);
  const page = height - 1;
  const first = Math.min(top, Math.max(0, lines.length - page));
  useCommands('info', scrolling(lines.length, page, first, setTop), { depth: Depth.screen });
  return (
    <Box flexDirection="column">
      <TitleBar text={`capture  ${session.summary.title}`} width={width} />
      <Box marginLeft={1}>
        <Lines lines={lines.slice(first, first + page)} width={width - 2} height={page} />
      </Box>
    </Box>
  );
}

const NAME = 14;

function summaryLines(summary: CaptureSummary, width: number, theme: Theme): string[] {
  const { firstMicros, lastMicros } = summary;
  const heading = (text: string) => ['', theme.paint('heading', fitTo(text, width))];
  const named = (name: string, value: string) => fitTo(name, NAME) + fitTo(value, width - NAME);
  return [
    ...summary.problems.flatMap((problem) =>
      wrapWords(`! ${problem}`, width).map((line) => theme.paint('warning', line)),
    ),
    named('first packet', firstMicros === null ? '-' : `${dateAndTime(firstMicros)} UTC`),
    named('last packet', lastMicros === null ? '-' : `${dateAndTime(lastMicros)} UTC`),
    named('duration', firstMicros === null || lastMicros === null ? '-' : duration(lastMicros - firstMicros)),
    named('packets', withCommas(summary.packets)),
    named('cut (snaplen)', `${withCommas(summary.snapped)} packets`),
    named('connections', withCommas(summary.connections)),
    ...heading('packets by protocol'),
    ...summary.packetsByProtocol.map(({ name, packets }) => named(name, fitTo(withCommas(packets), 14, 'right'))),
    ...heading('files'),
    ...summary.files.flatMap((file) => [
      fitTo(`${file.name}  ${file.format}  ${bytesInWords(file.bytes)}`, width),
      ...(file.application === null ? [] : [fitTo(`  written by ${file.application}`, width)]),
      ...file.comments.flatMap((comment) => wrapWords(comment, width - 2).map((line) => `  ${line}`)),
    ]),
    ...heading('interfaces'),
    ...summary.interfaces.map(({ name, linkType, snaplen, received, dropped }) => {
      const counts =
        received === null && dropped === null ? '' : `  received ${received ?? '-'}  dropped ${dropped ?? '-'}`;
      return fitTo(`${name}  ${linkType}  snaplen ${snaplen === 0 ? 'none' : snaplen}${counts}`, width);
    }),
  ];
}
