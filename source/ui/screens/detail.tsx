import { Box } from 'ink';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { useArea } from '../hooks/contexts.ts';
import { useConnectionCommands } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { DetailPane } from '../panes/detail-pane.tsx';
import { connectionPlace, connectionTitle } from './titles.ts';

/** One connection: both directions side by side. */
export function DetailScreen({ connection }: { connection: ConnectionRow }) {
  const session = useSession();
  const desk = useDesk();
  const { width, height } = useArea();
  useConnectionCommands('detail', connection, {
    open: () => desk.open('messages'),
  });
  return (
    <Box flexDirection="column">
      <TitleBar
        text={connectionTitle(session, connection)}
        right={connectionPlace(session, connection)}
        width={width}
      />
      <Box marginLeft={1}>
        <DetailPane connection={connection} width={width - 2} height={height - 1} focused />
      </Box>
    </Box>
  );
}
