/**
 * Reads the words of a command line, of ~/.tcptracerc or of TCPTRACEOPTS into a draft: options by their tables, the rest
 * are file names. The first word that begins with neither `-` nor `+` ends tcptrace's letters; long names may follow it.
 */
import { didYouMean } from '../quantities/nearest.ts';
import { UsageError } from '../report/usage-error.ts';
import type { Draft, WordSource } from './draft.ts';
import { isWholeVariableName, type Outcome, SPELLINGS, setBoolean, setVariable } from './extended.ts';
import { EXTENDED_VARIABLES } from './extended-names.ts';
import { LETTERS } from './letters.ts';
import { readList } from './lists.ts';
import { MODERN_OPTIONS, type ModernOption } from './modern.ts';

/** A word and the words after it that may be its value. */
interface Reading {
  readonly draft: Draft;
  readonly words: readonly string[];
  at: number;
  readonly readFile: (path: string) => string;
  /** Notes that an option asks for a report; only the command line may. */
  readonly choose: (option: string) => void;
}

export function readWords(
  draft: Draft,
  words: readonly string[],
  source: WordSource,
  readFile: (path: string) => string,
): void {
  const fromCommandLine = source.name === null;
  const choose = (option: string) => {
    if (fromCommandLine) draft.chosenBy.push(option);
  };
  const reading: Reading = { draft, words, at: 0, readFile, choose };
  const { names } = draft;
  while (reading.at < words.length && draft.answer === null) {
    const word = words[reading.at++];
    const isName = word === '-' || !/^[-+]/.test(word) || (names.length > 0 && word.startsWith('+'));
    if (word === '--' && fromCommandLine) {
      names.push(...words.slice(reading.at));
      return;
    }
    if (isName && !fromCommandLine)
      throw new UsageError(`'${word}' is not an option; file names belong on the command line`);
    if (isName) names.push(word);
    else if (word.startsWith('--')) readLong(reading, word.slice(2));
    else if (names.length > 0) {
      throw new UsageError(
        `${word} follows a file name: put it before the first one, or write ./${word} for a file of that name`,
      );
    } else readLetters(reading, word);
  }
}

/** A word such as -lrn, -B100 or +b. */
function readLetters(reading: Reading, word: string): void {
  const on = word.startsWith('-');
  if (word.length === 1) throw new UsageError(`'${word}' alone is not an option; standard input is '-'`);
  for (let i = 1; i < word.length; i++) {
    const letter = LETTERS.find((entry) => entry.letter === word[i]);
    const where = word.length > 2 ? ` in ${word}` : '';
    if (letter === undefined)
      throw new UsageError(`${word[0]}${word[i]}${where} is not an option; --help lists them all`);
    if (!on && !letter.reversible) throw new UsageError(`+${word[i]}${where}: there is only -${word[i]}`);
    if (on && letter.choosesReport) reading.choose(`-${letter.letter}`);
    if (letter.takes === 'rest') {
      letter.read(reading.draft, word.slice(i + 1), on, reading.readFile);
      return;
    }
    letter.set(reading.draft, on);
  }
}

/** tcptrace's lists with a long name, in any case: the list follows directly. */
const LISTS = [
  { prefix: 'oTCP', of: 'tcp', action: 'only' },
  { prefix: 'iTCP', of: 'tcp', action: 'ignore' },
  { prefix: 'oUDP', of: 'udp', action: 'only' },
  { prefix: 'iUDP', of: 'udp', action: 'ignore' },
] as const;

/** A word such as --csv, --oUDP1-3, --output_dir=/tmp or --columns, without its two dashes. */
function readLong(reading: Reading, word: string): void {
  const { draft } = reading;
  const list = LISTS.find(({ prefix }) => word.toLowerCase().startsWith(prefix.toLowerCase()));
  if (list !== undefined) {
    const { prefix, action } = list;
    draft.selection[list.of].push(...readList(`--${prefix}`, action, word.slice(prefix.length), reading.readFile));
    return;
  }
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const value = equals < 0 ? null : word.slice(equals + 1);
  const modern = MODERN_OPTIONS.find((option) => option.name === name.replaceAll('_', '-'));
  if (modern !== undefined) {
    readModern(reading, modern, value);
    return;
  }
  const outcome = setExtended(reading, name, value);
  if (outcome === 'report chosen') reading.choose(`--${name}`);
  if (outcome === 'unknown') throw unknown(name);
}

/** Sets the boolean or variable of tcptrace. */
function setExtended(reading: Reading, name: string, value: string | null): Outcome {
  if (value !== null) return setVariable(reading.draft, name, value);
  if (isWholeVariableName(name)) return setVariable(reading.draft, name, nextWord(reading, name, '…'));
  return setBoolean(reading.draft, name);
}

function readModern(reading: Reading, option: ModernOption, value: string | null): void {
  if (option.choosesReport) reading.choose(`--${option.name}`);
  if (option.takes === 'value') {
    option.read(reading.draft, value ?? nextWord(reading, option.name, option.placeholder), `--${option.name}`);
  } else if (value === null) {
    option.set(reading.draft);
  } else {
    throw new UsageError(`--${option.name}=${value}: --${option.name} takes no value`);
  }
}

function nextWord(reading: Reading, name: string, placeholder: string): string {
  const word = reading.words[reading.at];
  if (word === undefined || word.startsWith('--')) {
    throw new UsageError(`--${name} needs a value: --${name} ${placeholder}`);
  }
  reading.at++;
  reading.draft.lastTaken = { option: `--${name} ${placeholder}`, word };
  return word;
}

/** tcptrace's names may be shortened; for one of ours the message gives the whole name. */
function unknown(name: string): UsageError {
  const typed = name.replaceAll('_', '-');
  const whole = MODERN_OPTIONS.find((option) => typed !== '' && option.name.startsWith(typed));
  if (whole !== undefined) return new UsageError(`--${name} may not be shortened: write --${whole.name}`);
  const known = [
    ...MODERN_OPTIONS.map((option) => option.name),
    ...SPELLINGS.map(({ spelling }) => spelling),
    ...EXTENDED_VARIABLES.map((variable) => variable.name),
  ];
  const meant = didYouMean(name, known, (option) => `--${option}`);
  return new UsageError(`--${name} is not an option${meant || ';'} --help lists them all`);
}
