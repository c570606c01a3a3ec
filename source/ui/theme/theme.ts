/**
 * The one palette: every colour on the screen is a role here. Nothing is said by colour alone, so a theme may leave any role
 * without colour; selection and search matches survive in all of them. Codes: ECMA-48 section 8.3.117 (SGR).
 */

export type ThemeName = 'dark' | 'light' | '16' | 'mono';

export type Role =
  | 'normal'
  | 'title'
  | 'heading'
  | 'faint'
  | 'good'
  | 'warning'
  | 'bad'
  | 'accent'
  | 'key'
  | 'a2b'
  | 'b2a'
  | 'gap'
  | 'match'
  | 'selected'
  | 'resting';

/** Line-drawing and marks; plain ASCII where the locale is not UTF-8, and on the Linux console. */
export interface Glyphs {
  horizontal: string;
  vertical: string;
  cursor: string;
  descending: string;
  ascending: string;
  barFull: string;
  barEmpty: string;
}

export interface Theme {
  readonly name: ThemeName;
  /** The locale shows more than ASCII. */
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
  /** The text in the role's colours. The text must hold no escape sequences of its own. */
  paint(role: Role, text: string): string;
}

type Codes = Record<Exclude<Role, 'normal'>, string>;

const attributes = { selected: '7', resting: '1;4', title: '1', match: '7;1' };

const codes: Record<ThemeName, Codes> = {
  dark: {
    ...attributes,
    heading: '38;5;250;4',
    faint: '38;5;245',
    good: '38;5;114',
    warning: '38;5;221',
    bad: '1;38;5;203',
    accent: '38;5;75',
    key: '1;38;5;75',
    a2b: '38;5;80',
    b2a: '38;5;215',
    gap: '38;5;203',
  },
  light: {
    ...attributes,
    heading: '38;5;238;4',
    faint: '38;5;243',
    good: '38;5;28',
    warning: '38;5;130',
    bad: '1;38;5;160',
    accent: '38;5;25',
    key: '1;38;5;25',
    a2b: '38;5;24',
    b2a: '38;5;94',
    gap: '38;5;160',
  },
  '16': {
    ...attributes,
    heading: '4',
    faint: '2',
    good: '32',
    warning: '33',
    bad: '1;31',
    accent: '36',
    key: '1;36',
    a2b: '36',
    b2a: '35',
    gap: '31',
  },
  mono: {
    ...attributes,
    heading: '4',
    faint: '',
    good: '',
    warning: '1',
    bad: '1',
    accent: '',
    key: '1',
    a2b: '',
    b2a: '',
    gap: '1',
  },
};

const UNICODE: Glyphs = {
  horizontal: '─',
  vertical: '│',
  cursor: '>',
  descending: '▾',
  ascending: '▴',
  barFull: '█',
  barEmpty: '░',
};

const ASCII: Glyphs = {
  horizontal: '-',
  vertical: '|',
  cursor: '>',
  descending: 'v',
  ascending: '^',
  barFull: '#',
  barEmpty: '.',
};

export function makeTheme(name: ThemeName, unicode: boolean): Theme {
  const own = codes[name];
  return {
    name,
    unicode,
    glyphs: unicode ? UNICODE : ASCII,
    paint(role, text) {
      const code = role === 'normal' ? '' : own[role];
      return code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
    },
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The theme asked for, or the best guess from the environment (https://no-color.org; COLORFGBG as rxvt sets it). */
export function chooseTheme(asked: ThemeName | null, environment: Environment): Theme {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  // A font of the Linux console has 256 or 512 characters (setfont(8)): braille is not among them.
  const isConsole = environment['TERM'] === 'linux';
  return makeTheme(asked ?? guessTheme(environment), /utf-?8/i.test(locale) && !isConsole);
}

function guessTheme(environment: Environment): ThemeName {
  if (environment['NO_COLOR']) return 'mono';
  const terminal = environment['TERM'] ?? '';
  if (terminal === 'dumb' || terminal.startsWith('vt')) return 'mono';
  if (!environment['COLORTERM'] && !terminal.includes('256color') && !terminal.includes('direct')) return '16';
  const background = Number(environment['COLORFGBG']?.split(';').at(-1) ?? 0);
  return background === 7 || background === 15 ? 'light' : 'dark';
}
