import { useStdin } from 'ink';
import { useEffect, useRef } from 'react';
import { type Keystroke, splitKeystrokes } from '../keys/keystrokes.ts';

/** How long the rest of an escape sequence may take to arrive before a lone ESC counts as the key, in milliseconds. */
const ESCAPE_DELAY = 20;

/**
 * Hands on keystroke after keystroke, each after the screen has answered the one before it: in "/syn\r" the slash opens the
 * prompt that the letters go to.
 */
export function useKeystrokes(take: (stroke: Keystroke) => void): void {
  const { stdin, setRawMode } = useStdin();
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    let rest = '';
    let loneEscape: NodeJS.Timeout | undefined;
    let turn: NodeJS.Immediate | undefined;
    const waiting: Keystroke[] = [];
    const next = () => {
      turn = undefined;
      const stroke = waiting.shift();
      if (stroke !== undefined) latest.current(stroke);
      // React renders in an immediate that it asks for once this one is over: the next keystroke waits for the one after.
      if (waiting.length > 0) turn = setImmediate(() => (turn = setImmediate(next)));
    };
    const push = (strokes: Keystroke[]) => {
      waiting.push(...strokes);
      if (waiting.length > 0) turn ??= setImmediate(next);
    };
    const read = (chunk: string | Buffer) => {
      clearTimeout(loneEscape);
      const split = splitKeystrokes(rest + chunk.toString());
      rest = split.rest;
      push(split.strokes);
      if (rest === '') return;
      loneEscape = setTimeout(() => {
        rest = '';
        push(['escape']);
      }, ESCAPE_DELAY);
    };
    setRawMode(true);
    // Ink reads the stream; a data listener hears every chunk that Ink takes.
    stdin.on('data', read);
    return () => {
      clearTimeout(loneEscape);
      if (turn) clearImmediate(turn);
      stdin.off('data', read);
      setRawMode(false);
    };
  }, [stdin, setRawMode]);
}
