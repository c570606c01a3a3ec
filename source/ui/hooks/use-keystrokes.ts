import { usePaste, useStdin } from 'ink';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Keystroke, splitKeystrokes, unfinished } from '../keys/keystrokes.ts';

/** What is pasted comes with the keys. */
const takenWithKeys = (): void => {};

/**
 * Hands on keystroke after keystroke, each after the screen has answered the one before it: in "/syn\r" the slash opens the
 * prompt that the letters go to. For a component behind all that answer: what is done for a keystroke and the count of
 * keystrokes are committed together, and the effects of whoever stands before have run then.
 */
export function useKeystrokes(take: (stroke: Keystroke) => void): void {
  const { stdin, setRawMode } = useStdin();
  const [taken, setTaken] = useState(0);
  const latest = useRef(take);
  latest.current = take;
  const queue = useMemo(
    () =>
      new KeystrokeQueue((stroke) => {
        latest.current(stroke);
        setTaken((count) => count + 1);
      }),
    [],
  );
  // For the terminal to say what is pasted: else its lines would be commands.
  usePaste(takenWithKeys);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count says that a keystroke was answered
  useLayoutEffect(() => queue.answered(), [queue, taken]);
  useEffect(() => {
    let rest = '';
    let noMore: NodeJS.Timeout | undefined;
    const read = (chunk: string | Buffer) => {
      clearTimeout(noMore);
      const split = splitKeystrokes(rest + chunk.toString());
      rest = split.rest;
      queue.push(split.strokes);
      if (rest === '') return;
      const { stroke, delay } = unfinished(rest);
      noMore = setTimeout(() => {
        rest = '';
        queue.push([stroke]);
      }, delay);
    };
    setRawMode(true);
    // Ink reads the stream; a data listener hears every chunk that Ink takes.
    stdin.on('data', read);
    return () => {
      clearTimeout(noMore);
      queue.close();
      stdin.off('data', read);
      setRawMode(false);
    };
  }, [stdin, setRawMode, queue]);
}

/** Keystrokes that wait for their turn. */
class KeystrokeQueue {
  readonly #take: (stroke: Keystroke) => void;
  readonly #waiting: Keystroke[] = [];
  #unanswered = false;
  #turn: NodeJS.Immediate | null = null;

  constructor(take: (stroke: Keystroke) => void) {
    this.#take = take;
  }

  push(strokes: readonly Keystroke[]): void {
    this.#waiting.push(...strokes);
    this.#wake();
  }

  /** The last one taken has been: the next may come. */
  answered(): void {
    this.#unanswered = false;
    this.#wake();
  }

  close(): void {
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#turn = null;
  }

  #wake(): void {
    if (this.#turn === null && !this.#unanswered && this.#waiting.length > 0) this.#turn = setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#turn = null;
    const stroke = this.#waiting.shift();
    if (stroke === undefined) return;
    this.#unanswered = true;
    this.#take(stroke);
  };
}
