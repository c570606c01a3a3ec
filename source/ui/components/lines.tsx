import { Box } from 'ink';
import { Line } from './line.tsx';

interface Props {
  /** Ready lines; more than `height` are left out, missing ones stay blank. */
  lines: readonly string[];
  width: number;
  height: number;
}

/** A block of ready lines of a fixed size. */
export function Lines({ lines, width, height }: Props) {
  const shown = Array.from({ length: Math.max(0, height) }, (_, row) => lines[row] ?? '');
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {shown.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <Line key={row} text={text} />
      ))}
    </Box>
  );
}
