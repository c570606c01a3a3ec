import { openSync } from 'node:fs';
import process from 'node:process';
import { ReadStream } from 'node:tty';

/**
 * Where keys come from: standard input, or the controlling terminal when a capture comes through standard input. From now on
 * the terminal echoes nothing: what is typed before the first frame would otherwise stand in it, or scroll it.
 */
export function openKeyboard(): { stream: ReadStream; close(): void } {
  const isInput = process.stdin.isTTY;
  const stream = isInput ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
  stream.setRawMode(true);
  return {
    stream,
    close: () => {
      if (isInput) process.stdin.pause();
      else stream.destroy();
    },
  };
}
