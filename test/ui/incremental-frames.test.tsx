/**
 * Ink draws only the lines that have changed since its last frame. What the terminal shows after every frame must be what it
 * would show if that frame were drawn whole.
 */
import { EventEmitter } from 'node:events';
import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { render, useStdout } from 'ink';
import { expect, test } from 'vitest';
import { Sessions } from '../../source/ui/app.tsx';
import { CLEAR_SCREEN, screenOutput } from '../../source/ui/terminal/screen-output.ts';
import { makeTheme } from '../../source/ui/theme/theme.ts';
import { FakeSession } from './support/fake-session.ts';
import { ANY_KEY } from './support/keys.ts';

const ENTER_SCREEN = '\u001b[?1049h';

/** A terminal that gets the frames as Ink writes them, and another that gets them whole. */
class Screens extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Set by the application: has Ink write its last frame whole. */
  redraw: (sequence: string) => void = () => {};
  private readonly shown: Terminal;
  private readonly whole: Terminal;
  private isRedrawing = false;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    const options = { cols: columns, rows, allowProposedApi: true, scrollback: 0 };
    this.shown = new Terminal(options);
    this.whole = new Terminal(options);
  }

  write = (data: string, done?: () => void): boolean => {
    // The terminal's line discipline turns LF into CR LF: termios(3), ONLCR.
    const bytes = data.replaceAll('\n', '\r\n');
    if (data.startsWith(ENTER_SCREEN)) this.whole.write(bytes);
    (this.isRedrawing ? this.whole : this.shown).write(bytes, done);
    return true;
  };

  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    this.shown.resize(columns, rows);
    this.whole.resize(columns, rows);
    this.emit('resize');
  }

  /** What stands on both, the one drawn whole now. */
  async compare(): Promise<{ shown: string[]; whole: string[] }> {
    this.isRedrawing = true;
    this.redraw(CLEAR_SCREEN);
    this.isRedrawing = false;
    const [shown, whole] = await Promise.all([linesOf(this.shown), linesOf(this.whole)]);
    return { shown, whole };
  }
}

/** What stands on it when it has read what was written so far, and no more. */
const linesOf = (terminal: Terminal): Promise<string[]> =>
  new Promise((resolve) => {
    terminal.write('', () => {
      const { active } = terminal.buffer;
      resolve(
        Array.from({ length: terminal.rows }, (_, row) =>
          active
            .getLine(active.baseY + row)!
            .translateToString(true, 0, terminal.cols)
            .trimEnd(),
        ),
      );
    });
  });

class Keys extends EventEmitter {
  readonly isTTY = true;
  private typed: string | null = null;
  read = (): string | null => {
    const { typed } = this;
    this.typed = null;
    return typed;
  };
  press(bytes: string): void {
    this.typed = bytes;
    this.emit('readable');
    this.emit('data', bytes);
  }
  setEncoding(): void {}
  setRawMode(): void {}
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}
}

const refuse = () => Promise.reject(new Error('nothing else can be opened here'));
const NOTHING_ELSE = { open: refuse, again: null, cut: refuse };

function Redrawable({ screens, session }: { screens: Screens; session: FakeSession }) {
  screens.redraw = useStdout().write;
  return <Sessions first={session} replacements={NOTHING_ELSE} theme={makeTheme('mono', true)} />;
}

const step = fc.oneof(
  { weight: 20, arbitrary: ANY_KEY },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 60, max: 130 }), fc.integer({ min: 18, max: 40 })) },
);

test('the screen is that of frames drawn whole, whatever is typed and however the terminal is resized', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
      const screens = new Screens(80, 24);
      const keys = new Keys();
      const session = new FakeSession({ connections: 60 });
      const instance = render(<Redrawable screens={screens} session={session} />, {
        stdout: screenOutput(screens as never),
        stdin: keys as never,
        alternateScreen: true,
        incrementalRendering: true,
        interactive: true,
        exitOnCtrlC: false,
        patchConsole: false,
      });
      try {
        for (const one of steps) {
          if (typeof one === 'string') keys.press(one);
          else screens.resize(...one);
          // The first frame after a resize is still one for the size before.
          for (let frame = 0; frame < 3; frame++) await instance.waitUntilRenderFlush();
          const { shown, whole } = await screens.compare();
          expect(shown).toEqual(whole);
        }
      } finally {
        instance.unmount();
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 5) },
  );
}, 120_000);
