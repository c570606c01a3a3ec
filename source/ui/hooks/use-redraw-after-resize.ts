import { useStdout, useWindowSize } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import { CLEAR_SCREEN } from '../terminal/screen-output.ts';

/**
 * Draws the whole frame once the terminal has another size. A terminal that is resized moves lines and cursor as it likes;
 * Ink would draw the lines that have changed from wherever that left the cursor.
 */
export function useRedrawAfterResize(): void {
  const { columns, rows } = useWindowSize();
  const { write } = useStdout();
  const size = `${columns}x${rows}`;
  const drawnFor = useRef(size);
  useLayoutEffect(() => {
    if (drawnFor.current === size) return;
    drawnFor.current = size;
    write(CLEAR_SCREEN);
  }, [size, write]);
}
