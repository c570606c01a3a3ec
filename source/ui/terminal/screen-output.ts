import type { WriteStream } from 'node:tty';

/** ED 3 clears the scrollback of the user's own screen (xterm ctlseqs); Ink sends it with every full redraw. */
const CLEAR_SCROLLBACK = '\u001b[3J';

/** The terminal as Ink may write to it: whatever stands in the user's scrollback stays there. */
export function screenOutput(terminal: WriteStream): WriteStream {
  const write = (data: string | Uint8Array, ...rest: never[]): boolean =>
    terminal.write(typeof data === 'string' ? data.replaceAll(CLEAR_SCROLLBACK, '') : data, ...rest);
  return new Proxy(terminal, {
    get(target, name) {
      if (name === 'write') return write;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
