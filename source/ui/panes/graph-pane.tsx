import type { ConnectionRow } from '../../connection/numbering.ts';
import { wholeOf } from '../../graph/viewport.ts';
import { Lines } from '../components/lines.tsx';
import { useSession } from '../hooks/use-session.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { fitTo } from '../terminal/width.ts';
import { busierSide, spanOf } from './graph-facts.ts';
import { paintSpans, picture } from './graph-picture.ts';

interface Props {
  connection: ConnectionRow;
  width: number;
  height: number;
}

/** The time-sequence graph of the selected connection, below the list on high terminals. */
export function GraphPane({ connection, width, height }: Props) {
  const session = useSession();
  const theme = useTheme();
  const settled = useSettled(connection);
  const side = busierSide(session, connection);
  const heading = theme.paint('heading', fitTo(` time-sequence  ${side === 0 ? 'a->b' : 'b->a'}`, width));
  if (settled === null) return <Lines lines={[heading]} width={width} height={height} />;
  const series = session.series(connection);
  const viewport = wholeOf(spanOf(series), width, height - 1);
  const { lines } = picture(series, viewport, { kind: 'time-sequence', side, cursor: null }, theme);
  return <Lines lines={[heading, ...lines.map((line) => paintSpans(line, theme))]} width={width} height={height} />;
}
