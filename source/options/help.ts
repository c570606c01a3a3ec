/**
 * Help and usage, made from the tables of options: what is parsed and what is explained cannot drift apart.
 */
import { VARIABLES } from '../filter/variables.ts';
import { CHOOSING, EXTENDED_BOOLEANS, EXTENDED_VARIABLES } from './extended-names.ts';
import { LETTERS, type Letter, type Section } from './letters.ts';
import { MODERN_OPTIONS, type ModernOption, type ModernSection } from './modern.ts';
import { MODULES } from './modules.ts';

const EXAMPLES = `  tcptrace-tui capture.pcap               look at it on the screen
  tcptrace-tui -n -l capture.pcap         tcptrace's long report
  tcptrace-tui proxy 8080 localhost:80    watch what passes through a port`;

/** Without arguments. */
export const SHORT_USAGE = `usage: tcptrace-tui [options] capture …

${EXAMPLES}

tcptrace-tui --help lists all options.
`;

/** The whole help but for the description of the program, which stands above it. */
export function helpText(): string {
  return `Usage
  tcptrace-tui [options] CAPTURE …             open captures (- is stdin)
  tcptrace-tui live INTERFACE [FILTER …]       capture and watch
  tcptrace-tui proxy LISTEN TARGET …           forward, watch and record
  tcptrace-tui resend FILE CONNECTION TARGET   send a client's side again
  tcptrace-tui path CLIENT.pcap SERVER.pcap    where was it lost?
  tcptrace-tui explain [ID …]                  what a finding such as L1 means

Examples
${EXAMPLES}

A report is printed instead of the screen when standard output is not a
terminal, and when an option marked * is given.

${modernHelp()}
${letterHelp()}
Letters can be bundled (-lrn), one with a value last and glued to it (-lo1-5);
+x takes -x back. Options are also read from ~/.tcptracerc and $TCPTRACEOPTS.

${extendedHelp('effective')}
${moduleHelp()}`;
}

/** `tcptrace-tui live --help`. */
export const LIVE_HELP = `usage: tcptrace-tui live [OPTION …] INTERFACE [FILTER …]

Captures on an interface with dumpcap or tcpdump, whichever is installed, and shows the connections while they come.
FILTER is a capture filter, as in: tcptrace-tui live eth0 port 443 and host 10.0.0.7. The capture goes to a temporary
file, which is removed at the end; :write keeps packets.

INTERFACE       eth0, any; ip link lists them
--spool-limit SIZE   keep at most so much of the capture on disk
--keep-connections N   forget closed connections when there are more: for captures without end

All options that choose packets and connections work here too: tcptrace-tui --help lists them. Options for reports do
not; for a report of live traffic: tcpdump -U -w - -i eth0 | tcptrace-tui --json -
The right to capture: docs/recipes.md.
`;

/** `tcptrace-tui resend --help`. */
export const RESEND_HELP = `usage: tcptrace-tui resend FILE CONNECTION TARGET [--timing answers|original]

Connects to TARGET and sends what the client of a recorded connection had sent.

FILE            a capture or a recording
CONNECTION      its number in the list, or its letters (a2b)
TARGET          HOST:PORT, [IPV6]:PORT, tls://HOST:PORT, unix:/PATH
--timing answers    send on when as many bytes have been answered as in the recording (default)
--timing original   also wait as long as the recorded client did

Exit code: 0 when all was sent, 1 when it could not be, 2 for a wrong command line.
`;

const MODERN_SECTIONS: readonly ModernSection[] = ['reports', 'which packets', 'reading', 'the rest'];
const LETTER_SECTIONS: readonly Section[] = [
  'reports of tcptrace',
  'which connections and packets',
  'graph files for xplot',
  'more of tcptrace',
];

const WIDTH = 78;
/** Where the mark of a report stands, and the text behind it. */
const MARK_AT = 26;
const TEXT_AT = MARK_AT + 2;

/** "  --name VALUE           * what it does", in as many lines as it takes. */
function line(form: string, choosesReport: boolean | undefined, help: string): string {
  const front = `  ${form}`.padEnd(MARK_AT - 1);
  const text = wrap(help, WIDTH - TEXT_AT).join(`\n${' '.repeat(TEXT_AT)}`);
  const gap = front.length < MARK_AT ? ' ' : `\n${' '.repeat(MARK_AT)}`;
  return `${front}${gap}${choosesReport ? '*' : ' '} ${text}\n`;
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function section(title: string, lines: readonly string[]): string {
  return `${title[0].toUpperCase()}${title.slice(1)}\n${lines.join('')}`;
}

function modernHelp(): string {
  const form = (option: ModernOption) => `--${option.name}${option.takes === 'value' ? ` ${option.placeholder}` : ''}`;
  return MODERN_SECTIONS.map((title) => {
    const options = MODERN_OPTIONS.filter((option) => option.section === title);
    return section(
      title,
      options.map((option) => line(form(option), option.choosesReport, option.help)),
    );
  }).join('\n');
}

function letterHelp(): string {
  const form = (letter: Letter) => `-${letter.letter}${letter.takes === 'rest' ? letter.placeholder : ''}`;
  return LETTER_SECTIONS.map((title) => {
    const letters = LETTERS.filter((letter) => letter.section === title);
    return section(
      title,
      letters.map((letter) => line(form(letter), letter.choosesReport, letter.help)),
    );
  }).join('\n');
}

const LONG_NAMES = `These may be shortened as long as they stay unambiguous; each boolean has its
opposite, with or without "no"; - and _ are the same in all long names. UDP
pairs are chosen with --oUDPLIST and --iUDPLIST.
`;

/** `all`: those without effect too. */
function extendedHelp(all: 'effective' | 'all'): string {
  const shown = ({ idle }: { idle?: true }) => all === 'all' || !idle;
  const variables = EXTENDED_VARIABLES.filter(shown).map(({ name, help }) =>
    line(`--${name}=…`, CHOOSING.has(name), help),
  );
  const booleans = EXTENDED_BOOLEANS.filter(shown).map(({ name, initially, help, idle }) =>
    line(`--${initially ? 'no' : ''}${name}`, CHOOSING.has(name), initially && !idle ? `without: ${help}` : help),
  );
  return `${section('long names of tcptrace', [...variables, ...booleans])}\n${LONG_NAMES}`;
}

function moduleHelp(): string {
  return section(
    'modules',
    MODULES.map(({ form, help }) => line(form, true, help)),
  );
}

const TOPICS: Readonly<Record<string, () => string>> = {
  args: () => `${letterHelp()}\n${extendedHelp('all')}`,
  xargs: moduleHelp,
  config: () => `tcptrace-tui on Node.js ${process.versions.node}, ${process.platform} ${process.arch}.
Captures: pcap, pcapng, snoop, ERF; compressed with gzip, bzip2, xz or zstd. Formats are told by content, not by name.
`,
  output:
    () => `Connections are numbered in order of their first packet. Each has two letters, one for each end: a2b is what
the end that was seen first sent to the other, b2a the way back.
  (complete)         SYN and FIN were seen both ways
  (reset)            a RST was seen
  (unidirectional)   packets of one direction only
The rows of the long report are explained in docs/statistics.md.
`,
  filter:
    () => `-f'EXPR' lists the connections for which EXPR holds, as in -f'rexmit_segs>3' or -f'c_port>1023 and s_port==80'.
c_ before a variable means the first sender, s_ the other end, b_ both of them, e_ or nothing either.
From loosest to tightest: NOT, AND, OR, one of < <= > >= == !=, & |, + - (blanks around), * / %.
Times are microseconds. The variables:
${VARIABLES.map(({ name, type, meaning }) => `  ${name.padEnd(17)} ${type.padEnd(9)} ${meaning}\n`).join('')}`,
  hints: () => `  tcptrace-tui -n capture.pcap                 look at it; / filters, ? shows the keys
  tcptrace-tui --findings -n capture.pcap      what is wrong, most time lost first
  tcptrace-tui -l -r -n -o3 capture.pcap       everything about connection 3
  tcptrace-tui -f'rexmit_segs>0' --pf PF capture.pcap, then -oPF   only those with retransmissions
  ssh host tcpdump -U -w - | tcptrace-tui -    watch another host
`,
};

/** tcptrace's -hTOPIC; without a known topic the list of them. */
export function helpTopic(topic: string): string {
  const found = Object.entries(TOPICS).find(([name]) => topic !== '' && name.startsWith(topic));
  if (found !== undefined) return found[1]();
  return `For help on specific topics, try:
  -hargs    tell me about the program's arguments
  -hxargs   tell me about the module arguments
  -hconfig  tell me about the configuration of this program
  -houtput  explain what the output means
  -hfilter  output filtering help
  -hhints   usage hints
`;
}
