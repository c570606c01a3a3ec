import { Transform } from 'ink';
import { memo } from 'react';

interface Props {
  /** A ready line, colours included, no wider than its place. */
  text: string;
}

/**
 * One line of the screen. What Ink measures is a single blank, the transformation puts the line in its place: Ink keeps every
 * string it ever measured, which a program that stays open for days cannot afford, and measuring is much of a frame's work.
 */
export const Line = memo(function Line({ text }: Props) {
  return <Transform transform={() => text}> </Transform>;
});
