import { Transform } from 'ink';
import { memo } from 'react';

interface Props {
  /** A ready line, colours included, at most `width` cells wide. */
  text: string;
  width: number;
}

/**
 * One line of the screen. What Ink measures is a blank of the width, the transformation puts the line in its place: Ink keeps
 * every string it ever measured, which a program that stays open for days cannot afford, and measuring is half a frame's work.
 */
export const Line = memo(function Line({ text, width }: Props) {
  return <Transform transform={(_, row) => (row === 0 ? text : '')}>{' '.repeat(Math.max(1, width))}</Transform>;
});
