/** The built program in a real pty, its screen read by a real terminal emulator. No sleeps: wait for what should appear. */
import { type IPty, spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { PROGRAM, PROJECT, plainEnvironment } from './program.ts';

const PATIENCE_MS = 15_000;

const KEYS: Record<string, string> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  space: ' ',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  'page-up': '\x1b[5~',
  'page-down': '\x1b[6~',
  f1: '\x1bOP',
  f2: '\x1bOQ',
};

export interface StartOptions {
  args?: readonly string[];
  cols?: number;
  rows?: number;
  env?: Record<string, string>;
  cwd?: string;
  /** Instead of the program. */
  command?: readonly string[];
}

export interface Exit {
  code: number;
  /** 0 = none. */
  signal: number;
}

export function start({ args = [], cols = 80, rows = 24, env, cwd, command }: StartOptions = {}): ProgramInTerminal {
  const [file, ...rest] = command ?? [process.execPath, PROGRAM, ...args];
  const pty = spawn(file, rest, {
    name: 'xterm-256color',
    cols,
    rows,
    cwd: cwd ?? PROJECT,
    env: plainEnvironment({ TERM: 'xterm-256color', COLORTERM: 'truecolor', ...env }),
  });
  return new ProgramInTerminal(pty, cols, rows);
}

export class ProgramInTerminal {
  readonly terminal: Terminal;
  /** Resolves when the program has ended and all that it wrote stands on the screen. */
  readonly exited: Promise<Exit>;
  /** Everything the program has written, with its escape sequences. */
  written = '';
  readonly #pty: IPty;
  readonly #watchers = new Set<() => void>();

  constructor(pty: IPty, cols: number, rows: number) {
    this.#pty = pty;
    this.terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
    // The emulator answers the program's questions (cursor position, colours) as a terminal would.
    this.terminal.onData((answer) => pty.write(answer));
    pty.onData((data) => {
      this.written += data;
      this.terminal.write(data, () => this.#changed());
    });
    this.exited = new Promise((resolve) => {
      pty.onExit(({ exitCode, signal }) => {
        // The emulator parses later than it is written to: an end waits for its turn behind the last words.
        this.terminal.write('', () => {
          resolve({ code: exitCode, signal: signal ?? 0 });
          this.#changed();
        });
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The visible lines, without trailing blanks. */
  screen(): string[] {
    const { buffer, rows } = this.terminal;
    return Array.from(
      { length: rows },
      (_, row) => buffer.active.getLine(buffer.active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  /** True while the program shows its full-screen face. */
  get inAlternateScreen(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  /** Named keys ('enter', 'down', 'ctrl-c', …) or single characters, as separate key presses. */
  press(...keys: string[]): void {
    for (const key of keys) this.#pty.write(keyBytes(key));
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  resize(cols: number, rows: number): void {
    this.terminal.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  kill(signal: string): void {
    this.#pty.kill(signal);
  }

  /** Stops reading, as a stuck terminal does; `resume` goes on. */
  pause(): void {
    this.#pty.pause();
  }

  resume(): void {
    this.#pty.resume();
  }

  /** Resolves with the screen once the text stands on it or the condition holds; rejects with the screen after 15 s. */
  waitFor(what: string | RegExp | ((screen: string[]) => boolean), patience = PATIENCE_MS): Promise<string[]> {
    const holds = (screen: string[]): boolean => {
      if (typeof what === 'function') return what(screen);
      return typeof what === 'string' ? screen.join('\n').includes(what) : what.test(screen.join('\n'));
    };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited ${patience} ms for ${what}; the screen was:\n${this.screen().join('\n')}`));
      }, patience);
      const look = () => {
        const screen = this.screen();
        if (!holds(screen)) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(screen);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Takes the terminal away, as a dropped connection does. */
  hangUp(): void {
    // https://github.com/microsoft/node-pty/blob/main/src/unixTerminal.ts: a method that its types do not name.
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Ends the program if it still runs. */
  async close(): Promise<void> {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
    await this.exited;
    this.terminal.dispose();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

function keyBytes(key: string): string {
  const control = /^ctrl-([a-z])$/.exec(key);
  if (control) return String.fromCharCode(control[1].charCodeAt(0) - 96);
  if (KEYS[key] !== undefined) return KEYS[key];
  if ([...key].length !== 1) throw new Error(`no key is called "${key}"`);
  return key;
}
