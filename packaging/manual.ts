/** The manual pages, made from the tables of options, keys, filter fields and states. */
import { FIELDS } from '../source/filter/fields.ts';
import { STATES } from '../source/filter/states.ts';
import { VARIABLES } from '../source/filter/variables.ts';
import { KEY_TABLE, keyName } from '../source/ui/keys/table.ts';
import { heading, paragraph, section, terms, verbatim } from './roff.ts';
import { COMMANDS, OPTIONS, type OptionWord, PROXY_OPTIONS } from './words.ts';

const FILES = [
  ['~/.tcptracerc', "options, split at blanks; what follows # is a comment. tcptrace's file"],
  ['~/.cache/tcptrace-tui', 'compiled code of the program, for a quicker start; may be removed at any time'],
] as const;

const ENVIRONMENT = [
  ['TCPTRACEOPTS', 'options, read after ~/.tcptracerc and before the command line'],
  ['NO_COLOR', 'when set to anything, the screens have no colours: https://no-color.org'],
  ['TMPDIR', 'where temporary captures and decompressed files are written'],
  ['EDITOR, VISUAL', 'edits messages of the proxy'],
] as const;

const EXIT_CODES = [
  ['0', 'all input was read'],
  ['1', 'input was lost, damaged or could not be read'],
  ['2', 'the command line is wrong'],
  ['3', 'what --fail-on names was found'],
] as const;

const SEE_ALSO =
  'tcptrace-tui(1), tcptrace-tui-proxy(1), tcptrace-tui-filters(7), tcpdump(8), pcap-filter(7), tcptrace(1)';

/** The pages by the names of their files. */
export function manualPages(version: string): Map<string, string> {
  return new Map([
    ['tcptrace-tui.1', mainPage(version)],
    ['tcptrace-tui-proxy.1', proxyPage(version)],
    ['tcptrace-tui-filters.7', filtersPage(version)],
  ]);
}

function mainPage(version: string): string {
  return [
    heading('tcptrace-tui', 1, version),
    section('name', paragraph('tcptrace-tui - explore TCP connections of a capture or of a live proxy')),
    section(
      'synopsis',
      verbatim(
        ['tcptrace-tui [OPTION …] CAPTURE …', ...COMMANDS.map(({ name, form }) => `tcptrace-tui ${name} ${form}`)].join(
          '\n',
        ),
      ),
    ),
    section(
      'description',
      paragraph(
        'Opens packet captures and shows their TCP connections: what is wrong and where the time went, the messages, the packets, and graphs. ' +
          'When standard output is not a terminal, or an option chooses a report, it prints the report of tcptrace(1) instead.',
      ),
    ),
    section('commands', terms(COMMANDS.map(({ name, form, help }) => [`${name} ${form}`, help] as const))),
    optionSections(OPTIONS),
    section('keys', keys()),
    section('files', terms(FILES)),
    section('environment', terms(ENVIRONMENT)),
    section('exit status', terms(EXIT_CODES)),
    section('see also', paragraph(SEE_ALSO)),
  ].join('');
}

function proxyPage(version: string): string {
  return [
    heading('tcptrace-tui-proxy', 1, version),
    section('name', paragraph('tcptrace-tui-proxy - forward TCP and TLS, watch and record it')),
    section(
      'synopsis',
      verbatim('tcptrace-tui proxy [OPTION …] LISTEN TARGET [OPTION …] [LISTEN TARGET [OPTION …] …]'),
    ),
    section(
      'description',
      paragraph(
        'Forwards every connection to LISTEN on to TARGET, records what is forwarded as a pcapng file and shows it. ' +
          'Options before the first pair are defaults for all pairs; options after a pair belong to it.',
      ),
    ),
    section(
      'addresses',
      terms([
        ['LISTEN', '[HOST:]PORT (loopback unless a host is given; port 0 picks one), tls://[HOST:]PORT or unix:/PATH'],
        ['TARGET', 'HOST:PORT, [IPV6]:PORT, tls://HOST:PORT or unix:/PATH'],
      ]),
    ),
    optionSections(PROXY_OPTIONS),
    section('exit status', terms(EXIT_CODES)),
    section('see also', paragraph(SEE_ALSO)),
  ].join('');
}

function filtersPage(version: string): string {
  return [
    heading('tcptrace-tui-filters', 7, version),
    section('name', paragraph('tcptrace-tui-filters - choose connections by words')),
    section(
      'description',
      paragraph('The words of the prompt (/) and of --filter. A blank between two words means that both must hold.'),
    ),
    section(
      'words',
      terms([
        [
          '10.0.0.7   :443   printer   a2b',
          'this text in an address, port or host name, or these letters of a connection',
        ],
        ['host:10.0.0.0/8', 'an end with this address, in this network, or with this in its name'],
        ['port:443   port:80-90   port:80,443', 'one of these ports at an end'],
        ['state:rst', 'a state, below'],
        ['rtx:>3   rtt:10-20ms   bytes:>=1M', 'a field with such a value; fields are below'],
        ['not:WORD   !WORD', 'the word does not hold'],
        ['WORDS or WORDS', 'what stands on one side of or holds'],
        ['"two words"', 'quotes keep blanks in a word'],
      ]),
    ),
    section('states', terms(STATES.map(({ names, meaning }) => [names.join(', '), meaning] as const))),
    section('fields', terms(FIELDS.map(({ name, meaning }) => [name, meaning] as const))),
    section(
      "variables of tcptrace's -f",
      paragraph(
        'With c_ before it a variable is of the first sender, with s_ of the other end, with b_ of both, with e_ or nothing of either.',
      ) + terms(VARIABLES.map(({ name, type, meaning }) => [name, `${meaning} (${type})`] as const)),
    ),
    section('see also', paragraph(SEE_ALSO)),
  ].join('');
}

function optionSections(options: readonly OptionWord[]): string {
  const titles = [...new Set(options.map((option) => option.section))];
  return titles
    .map((title) => {
      const own = options.filter((option) => option.section === title);
      return section(title, terms(own.map((option) => [formOf(option), option.help] as const)));
    })
    .join('');
}

const formOf = ({ name, value, glued }: OptionWord): string =>
  value === null ? name : `${name}${glued ? '' : ' '}${value}`;

function keys(): string {
  const groups = [...new Set(KEY_TABLE.map(({ group }) => group))];
  const rows = groups.flatMap((group) =>
    KEY_TABLE.filter((binding) => binding.group === group).map(({ keys, views, help }) => {
      const where = views === null ? '' : ` (${views.join(', ')})`;
      return [[...new Set(keys.map(keyName))].join(', '), `${help}${where}`] as const;
    }),
  );
  return terms(rows);
}
