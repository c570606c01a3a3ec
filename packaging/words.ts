/** The words of the command line, for manual pages and completions, out of the tables that the program parses them by. */
import { EXTENDED_BOOLEANS, EXTENDED_VARIABLES } from '../source/options/extended-names.ts';
import { LETTERS } from '../source/options/letters.ts';
import { MODERN_OPTIONS } from '../source/options/modern.ts';
import { PROXY_HELP } from '../source/proxy/run.ts';

export interface OptionWord {
  /** With its hyphens: "--filter", "-l". */
  readonly name: string;
  /** What stands for its value: "EXPR"; null = it takes none. */
  readonly value: string | null;
  /** A letter's value is glued to it. */
  readonly glued: boolean;
  readonly help: string;
  readonly section: string;
}

export const COMMANDS = [
  { name: 'live', form: 'INTERFACE [FILTER …]', help: 'capture on an interface and watch' },
  { name: 'proxy', form: 'LISTEN TARGET …', help: 'forward, watch and record' },
  { name: 'path', form: 'CAPTURE CAPTURE …', help: 'hold captures of one path against each other: where was it lost?' },
  { name: 'resend', form: 'FILE CONNECTION TARGET', help: "send a client's side again" },
  { name: 'explain', form: '[ID …]', help: 'what a finding such as L1 means, how it is decided, what to do next' },
] as const;

const modern: OptionWord[] = MODERN_OPTIONS.map((option) => ({
  name: `--${option.name}`,
  value: option.takes === 'value' ? option.placeholder : null,
  glued: false,
  help: option.help,
  section: option.section,
}));

const letters: OptionWord[] = LETTERS.map((letter) => ({
  name: `-${letter.letter}`,
  value: letter.takes === 'rest' ? letter.placeholder : null,
  glued: true,
  help: letter.help,
  section: letter.section,
}));

const extended: OptionWord[] = [
  ...EXTENDED_VARIABLES.map(({ name, help }) => ({ name: `--${name}`, value: '…', glued: false, help })),
  ...EXTENDED_BOOLEANS.map(({ name, initially, help }) => ({
    name: `--${initially ? 'no' : ''}${name}`,
    value: null,
    glued: false,
    help: initially ? `without: ${help}` : help,
  })),
].map((option) => ({ ...option, section: 'long names of tcptrace' }));

/** Of everything but the commands. */
export const OPTIONS: readonly OptionWord[] = [...modern, ...letters, ...extended];

/** Of `proxy`, as its help lists them: "  --save FILE.pcapng      keep the recording", under headings. */
export const PROXY_OPTIONS: readonly OptionWord[] = (() => {
  const options: OptionWord[] = [];
  let section = '';
  for (const line of PROXY_HELP.split('\n')) {
    const [, name, value, help] = /^ {2}(--[\w-]+)(?: (\S.*?))?(?: {2,}(.*))?$/.exec(line) ?? [];
    if (name !== undefined) {
      options.push({ name, value: value ?? null, glued: false, help: help ?? '', section });
    } else if (/^[A-Z]\w+ ?[^:]*$/.test(line)) {
      section = line.replace(/ \(.*/, '');
    } else if (/^ {10}/.test(line) && options.length > 0) {
      const last = options.pop()!;
      options.push({ ...last, help: `${last.help} ${line.trim()}`.trim() });
    }
  }
  return options;
})();
