import type { ConnectionNumber } from '../../session/session.ts';
import { Lines } from '../components/lines.tsx';
import { useSession } from '../hooks/use-session.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { wrapWords } from '../terminal/width.ts';
import { SEVERITY_ROLE } from './findings-block.tsx';

interface Props {
  connection: ConnectionNumber | null;
  width: number;
  height: number;
}

/** What is wrong with the selected connection, in a sentence. */
export function VerdictLines({ connection, width, height }: Props) {
  const session = useSession();
  const theme = useTheme();
  const verdict = connection === null ? null : session.verdict(connection);
  if (verdict === null || connection === null) return <Lines lines={[]} width={width} height={height} />;
  const lines = wrapWords(`#${connection + 1} ${verdict.text}`, width - 5);
  const role = SEVERITY_ROLE[verdict.severity];
  const shown = lines.map(
    (line, row) => ` ${theme.paint(role, (row === 0 ? verdict.severity : '').padEnd(2))} ${line}`,
  );
  return <Lines lines={shown} width={width} height={height} />;
}
