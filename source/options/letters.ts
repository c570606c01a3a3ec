/**
 * tcptrace's single letters, in the order --help lists them. `-x` switches on and `+x` back; letters that take a value
 * swallow the rest of their word, the others can be bundled: -lrn (docs/tcptrace.md, "Command line").
 */
import { parseExpression } from '../filter/expression.ts';
import { FilterError } from '../filter/filter-error.ts';
import { UsageError } from '../report/usage-error.ts';
import type { Draft } from './draft.ts';
import { readList } from './lists.ts';
import { wholeNumber } from './values.ts';

export type Section =
  | 'reports of tcptrace'
  | 'which connections and packets'
  | 'graph files for xplot'
  | 'more of tcptrace';

interface LetterBase {
  readonly letter: string;
  readonly section: Section;
  readonly help: string;
  /** Given on the command line it chooses the report. */
  readonly choosesReport?: true;
}

export interface Switch extends LetterBase {
  readonly takes: 'nothing';
  /** null = the switch has no `+` form. */
  readonly set: (draft: Draft, on: boolean) => void;
  readonly reversible: boolean;
}

export interface WithRest extends LetterBase {
  readonly takes: 'rest';
  /** The rest of the word as --help shows it: "LIST". */
  readonly placeholder: string;
  readonly reversible: boolean;
  readonly read: (draft: Draft, rest: string, on: boolean, readFile: (path: string) => string) => void;
}

export type Letter = Switch | WithRest;

const REPORTS = 'reports of tcptrace';
const WHICH = 'which connections and packets';
const GRAPHS = 'graph files for xplot';
const OTHER = 'more of tcptrace';

export const LETTERS: readonly Letter[] = [
  reversible('b', REPORTS, 'brief report: a line per connection', (d, on) => (d.switches.long = !on), 'choosesReport'),
  reversible('l', REPORTS, 'long report: all statistics', (d, on) => (d.switches.long = on), 'choosesReport'),
  reversible('r', REPORTS, 'long report: round-trip times too', (d, on) => (d.switches.rtt = on)),
  reversible('W', REPORTS, 'long report: outstanding data too', (d, on) => (d.switches.owin = on)),
  reversible('q', REPORTS, 'no connections, only the summary', (d, on) => (d.switches.quiet = on), 'choosesReport'),
  reversible(
    'e',
    REPORTS,
    'write what each side sent to a2b_contents.dat …',
    (d, on) => (d.switches.extract = on),
    'choosesReport',
  ),
  reversible(
    'p',
    REPORTS,
    'print every packet',
    (d, on) => (d.switches.printPackets = on ? 'all' : 'none'),
    'choosesReport',
  ),
  reversible(
    'P',
    REPORTS,
    'print the packets of the chosen connections',
    (d, on) => (d.switches.printPackets = on ? 'selected' : 'none'),
    'choosesReport',
  ),
  reversible('X', REPORTS, 'packet printing: numbers in hexadecimal', (d, on) => (d.switches.hexadecimal = on)),
  reversible('D', REPORTS, 'packet printing: numbers in decimal', (d, on) => (d.switches.hexadecimal = !on)),
  {
    letter: 'O',
    section: REPORTS,
    help: 'write the packets of the chosen connections to FILE (pcap)',
    choosesReport: true,
    takes: 'rest',
    placeholder: 'FILE',
    reversible: false,
    read: (draft, rest) => {
      if (rest === '') throw new UsageError('-O: the file name must follow directly, as in -Oselected.pcap');
      draft.switches.writePackets = rest;
    },
  },
  reversible(
    'Z',
    REPORTS,
    'write round-trip samples to a2b_rttraw.dat …',
    (d, on) => (d.switches.dumpRtt = on),
    'choosesReport',
  ),

  reversible('n', WHICH, 'numbers instead of names', (d, on) => setNames(d, !on)),
  reversible('u', WHICH, 'UDP too', (d, on) => (d.switches.udp = on)),
  reversible(
    'c',
    WHICH,
    'only complete connections (SYN and FIN both ways)',
    (d, on) => (d.selection.completeOnly = on),
  ),
  list('o', 'only', 'only these connections: 1-5,8 or a file with such a list'),
  list('i', 'ignore', 'ignore these connections'),
  {
    letter: 'B',
    section: WHICH,
    help: 'first packet, by number',
    takes: 'rest',
    placeholder: 'N',
    reversible: false,
    read: (draft, rest) => {
      draft.cuts.firstPacket = attachedNumber('-B', rest);
    },
  },
  {
    letter: 'E',
    section: WHICH,
    help: 'last packet, by number',
    takes: 'rest',
    placeholder: 'N',
    reversible: false,
    read: (draft, rest) => {
      draft.cuts.lastPacket = attachedNumber('-E', rest);
    },
  },
  {
    letter: 'f',
    section: WHICH,
    help: "connections for which this holds: -f'rexmit_segs>3'; -hfilter says more",
    takes: 'rest',
    placeholder: 'EXPR',
    reversible: false,
    read: (draft, rest) => {
      if (rest.trim() === '') throw new UsageError("-f: the expression must follow directly, as in -f'rexmit_segs>3'");
      checkExpression(rest);
      draft.selection.expression = rest;
    },
  },

  graph('S', 'time sequence', (d, on) => (d.switches.graphs.timeSequence = on)),
  graph('T', 'throughput', (d, on) => (d.switches.graphs.throughput = on)),
  graph('R', 'round-trip times', (d, on) => (d.switches.graphs.rtt = on)),
  graph('N', 'outstanding data', (d, on) => (d.switches.graphs.owin = on)),
  graph('F', 'segment sizes', (d, on) => (d.switches.graphs.segmentSize = on)),
  graph('L', 'time line', (d, on) => (d.switches.graphs.timeLine = on)),
  {
    letter: 'G',
    section: GRAPHS,
    help: 'all six graphs',
    choosesReport: true,
    takes: 'nothing',
    reversible: false,
    set: ({ switches: { graphs } }) => {
      graphs.timeSequence = graphs.throughput = graphs.rtt = graphs.owin = graphs.segmentSize = graphs.timeLine = true;
    },
  },
  {
    letter: 'A',
    section: GRAPHS,
    help: 'packets per throughput sample (10)',
    takes: 'rest',
    placeholder: 'N',
    reversible: false,
    read: (draft, rest) => {
      draft.switches.graphs.packetsPerThroughputSample = attachedNumber('-A', rest);
    },
  },
  reversible(
    'y',
    GRAPHS,
    'throughput: no dots for single segments',
    (d, on) => (d.switches.graphs.omitInstantaneous = on),
  ),
  {
    letter: 'z',
    section: GRAPHS,
    help: 'axes from zero: -zx time, -zy sequence, -zxy both',
    takes: 'rest',
    placeholder: '[xy]',
    reversible: true,
    read: ({ switches: { graphs } }, rest, on) => {
      if (!['', 'x', 'y', 'xy', 'yx'].includes(rest)) {
        throw new UsageError(`-z${rest}: only -z, -zx, -zy and -zxy are known`);
      }
      if (rest !== 'y') graphs.zeroTime = on;
      if (rest.includes('y')) graphs.zeroSequence = on;
    },
  },
  reversible('C', GRAPHS, 'in colour', (d, on) => (d.switches.graphs.colour = on)),
  reversible('M', GRAPHS, 'monochrome', (d, on) => (d.switches.graphs.colour = !on)),

  reversible('s', OTHER, 'host names up to the first dot', (d, on) => (d.switches.shortNames = on)),
  reversible('w', OTHER, 'all warnings', setWarnings),
  reversible('t', OTHER, 'count packets on standard error while reading', (d, on) => (d.switches.ticks = on)),
  {
    letter: 'd',
    section: OTHER,
    help: 'does nothing',
    takes: 'nothing',
    reversible: false,
    set: () => {},
  },
  {
    letter: 'v',
    section: OTHER,
    help: 'the version, on standard error',
    takes: 'nothing',
    reversible: false,
    set: (draft) => {
      draft.answer = { kind: 'version', stream: 'stderr' };
    },
  },
  {
    letter: 'h',
    section: OTHER,
    help: 'help on args, xargs, config, output, filter or hints, on standard error',
    takes: 'rest',
    placeholder: 'TOPIC',
    reversible: false,
    read: (draft, rest) => {
      draft.answer = { kind: 'topic', topic: rest };
    },
  },
  {
    letter: 'm',
    section: OTHER,
    help: 'obsolete',
    takes: 'nothing',
    reversible: false,
    set: () => {
      throw new UsageError('-m is obsolete and no longer necessary: leave it out');
    },
  },
];

function reversible(
  letter: string,
  section: Section,
  help: string,
  set: (draft: Draft, on: boolean) => void,
  chooses?: 'choosesReport',
): Switch {
  return { letter, section, help, takes: 'nothing', reversible: true, set, ...(chooses && { choosesReport: true }) };
}

function graph(letter: string, help: string, set: (draft: Draft, on: boolean) => void): Switch {
  return reversible(letter, GRAPHS, help, set, 'choosesReport');
}

function list(letter: 'o' | 'i', action: 'only' | 'ignore', help: string): WithRest {
  return {
    letter,
    section: WHICH,
    help,
    takes: 'rest',
    placeholder: 'LIST',
    reversible: false,
    read: (draft, rest, _on, readFile) => {
      draft.selection.tcp.push(...readList(`-${letter}`, action, rest, readFile));
    },
  };
}

function attachedNumber(option: string, rest: string): number {
  if (rest === '') throw new UsageError(`${option}: the number must follow directly, as in ${option}100`);
  return wholeNumber(option, rest);
}

function checkExpression(text: string): void {
  try {
    parseExpression(text);
  } catch (failure) {
    if (failure instanceof FilterError) throw new UsageError(`-f'${text}': ${failure.message}`);
    throw failure;
  }
}

function setNames(draft: Draft, on: boolean): void {
  draft.switches.names = on;
  draft.switches.booleans.set('res_addr', on).set('res_port', on);
}

const WARNINGS = ['warn_ooo', 'warn_printtrunc', 'warn_printbadmbz', 'warn_printhwdups', 'warn_printbadcsum'];

/** Taking the warnings back leaves the one of resent SYNs and FINs, as tcptrace does. */
function setWarnings(draft: Draft, on: boolean): void {
  for (const warning of WARNINGS) draft.switches.booleans.set(warning, on);
  if (on) draft.switches.booleans.set('warn_printbad_syn_fin_seq', true);
}
