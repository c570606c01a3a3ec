import { Box, Transform } from 'ink';
import { memo } from 'react';

interface LineProps {
  /** A ready line, colours included, no wider than its place. */
  text: string;
}

/**
 * One line of the screen. What Ink measures is a single blank, the transformation puts the line in its place: Ink keeps every
 * string it ever measured, which a program that stays open for days cannot afford, and measuring is much of a frame's work.
 */
export const Line = memo(function Line({ text }: LineProps) {
  return <Transform transform={() => text}> </Transform>;
});

interface LinesProps {
  /** Ready lines; more than `height` are left out, missing ones stay blank. */
  lines: readonly string[];
  width: number;
  height: number;
}

/** A block of ready lines of a fixed size. */
export function Lines({ lines, width, height }: LinesProps) {
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
