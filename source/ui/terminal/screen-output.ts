/** Control sequences: ECMA-48 and https://invisible-island.net/xterm/ctlseqs/ctlseqs.html. */
import type { WriteStream } from 'node:tty';

/** An empty screen, the cursor at its top. Ink draws its whole frame again after anything written past it. */
export const CLEAR_SCREEN = '\u001b[2J\u001b[H';

const ENTER_SCREEN = '\u001b[?1049h';
const LEAVE_SCREEN = '\u001b[?1049l';
const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';
/** The wheel as cursor keys, which leaves selecting text to the terminal; as it was before, where the terminal knows how. */
const WHEEL_AS_KEYS = '\u001b[?1007s\u001b[?1007h';
const WHEEL_AS_BEFORE = '\u001b[?1007r';
/** Clears the scrollback of the user's own screen; Ink sends it with every full redraw. */
const CLEAR_SCROLLBACK = '\u001b[3J';
const TO_FIRST_COLUMN = '\u001b[1G';
const CLEAR_TO_END = '\u001b[K';

/**
 * The terminal as Ink may write to it. Whatever stands in the user's scrollback stays there. The screen has no autowrap: a
 * line that the terminal takes for longer than we do (wide characters, or a frame made for the size before) would push all
 * lines below it, and Ink, which draws changed lines only, would not put them right.
 */
export function screenOutput(terminal: WriteStream): WriteStream {
  const write = (data: string | Uint8Array, ...rest: never[]): boolean =>
    terminal.write(typeof data === 'string' ? withoutWrapping(data) : data, ...rest);
  return new Proxy(terminal, {
    get(target, name) {
      if (name === 'write') return write;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Ink clears the rest of a line after it has written it: the last cell of a full line, where the cursor stays without autowrap. */
function withoutWrapping(data: string): string {
  return data
    .replaceAll(CLEAR_SCROLLBACK, '')
    .replaceAll(ENTER_SCREEN, ENTER_SCREEN + WRAP_OFF + WHEEL_AS_KEYS)
    .replaceAll(LEAVE_SCREEN, WHEEL_AS_BEFORE + WRAP_ON + LEAVE_SCREEN)
    .replaceAll(CLEAR_TO_END, '')
    .replaceAll(TO_FIRST_COLUMN, TO_FIRST_COLUMN + CLEAR_TO_END);
}
