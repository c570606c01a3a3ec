/** What opens the screen, what prints a report, and which. */
import { describe, expect, test } from 'vitest';
import { SHORT_USAGE } from '../../source/options/help.ts';
import { exploring, parse, refusalOf, switchesOf, withFiles } from './support.ts';

describe('the screen', () => {
  test.each([
    'x.pcap',
    '-n x.pcap',
    '-nuc -B1 -E9 -o1 -i2 -fsegs>1 x.pcap',
    '-rW x.pcap',
    '--port 80 --filter 80 x.pcap',
    '+S x.pcap',
  ])('%s', (words) => {
    expect(parse(words).kind).toBe('screen');
  });
});

describe('a report', () => {
  const LETTERS = ['-b', '-l', '-q', '-p', '-P', '-e', '-S', '-R', '-T', '-N', '-F', '-L', '-G', '-Z', '-Ox'];
  const LONG = [
    '--plain',
    '--csv',
    '--tsv',
    '--sv=;',
    '--json',
    '--findings',
    '--interval 1s',
    '--columns a',
    '--report x.md',
  ];
  test.each([...LETTERS, ...LONG, '--pf PF', '-xslice', '-xhttp8080'])('%s', (words) => {
    expect(parse(`${words} x.pcap`).kind).toBe('report');
  });

  test('when standard output is no terminal', () => {
    expect(parse('x.pcap', { stdoutIsTTY: false }).kind).toBe('report');
  });

  test.each([
    ['--plain', { report: 'tcptrace', value: null, form: 'text' }],
    ['--json', { report: 'json', value: null, form: 'json' }],
    ['--columns packets,rtt_min', { report: 'columns', value: 'packets,rtt_min', form: 'text' }],
    ['--columns packets --tsv', { report: 'columns', value: 'packets', form: { separator: '\t' } }],
    ['--interval 500ms', { report: 'interval', value: '500ms', form: 'text' }],
    ['--interval 10s --csv', { report: 'interval', value: '10s', form: { separator: ',' } }],
    ['--interval 1min --json', { report: 'interval', value: '1min', form: 'json' }],
    ['--findings', { report: 'findings', value: null, form: 'text' }],
    ['--findings --json', { report: 'findings', value: null, form: 'json' }],
    ['--report ticket.md', { report: 'markdown', value: 'ticket.md', form: 'text' }],
  ])('%s', (words, report) => {
    expect(exploring(`${words} x.pcap`)).toMatchObject({ kind: 'report', ...report });
  });
});

describe('settings', () => {
  test('~/.tcptracerc, TCPTRACEOPTS, command line: later ones win', () => {
    const files = withFiles({ '/home/me/.tcptracerc': '-l -r # long by default\n--noshowsacks\n' });
    const environment = { ...files, home: '/home/me', tcptraceOptions: '+r -W' };
    expect(switchesOf('x.pcap', environment)).toMatchObject({ long: true, rtt: false, owin: true });
    expect(switchesOf('+W --showsacks x.pcap', environment).booleans.get('showsacks')).toBe(true);
    expect(switchesOf('+W x.pcap', environment).owin).toBe(false);
  });

  test('they never choose the report, but shape the one that is chosen', () => {
    const environment = { tcptraceOptions: '-l --csv -S --json' };
    expect(parse('x.pcap', environment).kind).toBe('screen');
    expect(exploring('--plain x.pcap', environment)).toMatchObject({ kind: 'report', report: 'json' });
  });

  test('an error names where it stands', () => {
    expect(refusalOf('x.pcap', { tcptraceOptions: '-B' })).toBe(
      'tcptrace-tui: in TCPTRACEOPTS: -B: the number must follow directly, as in -B100\n',
    );
    const files = withFiles({ '/root/.tcptracerc': '--nosuch' });
    expect(refusalOf('x.pcap', { ...files, home: '/root' })).toBe(
      'tcptrace-tui: in ~/.tcptracerc: --nosuch is not an option; --help lists them all\n',
    );
    expect(refusalOf('x.pcap', { tcptraceOptions: 'y.pcap' })).toBe(
      "tcptrace-tui: in TCPTRACEOPTS: 'y.pcap' is not an option; file names belong on the command line\n",
    );
    expect(refusalOf('x.pcap', { tcptraceOptions: '-xslice' })).toBe(
      'tcptrace-tui: in TCPTRACEOPTS: -x in -xslice is not an option; --help lists them all\n',
    );
  });
});

describe('standard input', () => {
  const STDIN = [{ kind: 'stdin', spoolLimit: 1e9 }];

  test.each(['-', 'stdin', '-n -'])('%s', (words) => {
    expect(exploring(words).capture.sources).toEqual(STDIN);
  });

  test('is read without arguments when something may stand in it', () => {
    expect(exploring('', { stdin: 'data' }).capture).toMatchObject({ sources: STDIN, names: ['stdin'] });
    expect(exploring('-n', { stdin: 'data' }).capture.sources).toEqual(STDIN);
  });

  test('can be one file among several, but only one', () => {
    expect(exploring('a.pcap - b.pcap').capture.sources.map(({ kind }) => kind)).toEqual(['file', 'stdin', 'file']);
    expect(refusalOf('- stdin')).toBe("tcptrace-tui: standard input ('stdin') can be read only once\n");
  });
});

describe('file names', () => {
  test('a letter behind a file name is refused, with the way to name such a file', () => {
    expect(refusalOf('x.pcap -n')).toBe(
      'tcptrace-tui: -n follows a file name: put it before the first one, or write ./-n for a file of that name\n',
    );
  });

  test('-- ends the options', () => {
    expect(exploring('-n -- -l --csv').capture.names).toEqual(['-l', '--csv']);
  });

  test('without any: short usage, and why', () => {
    expect(refusalOf('')).toBe(SHORT_USAGE);
    expect(refusalOf('', { stdin: 'nothing' })).toBe(SHORT_USAGE);
    expect(refusalOf('-n')).toBe(`tcptrace-tui: no capture named\n${SHORT_USAGE}`);
  });
});

describe('commands', () => {
  test('live takes an interface and a capture filter, options stand before or between', () => {
    expect(parse(['live', '-n', 'eth0', '--spool-limit', '2GB', 'tcp', 'port', '80'])).toMatchObject({
      kind: 'live',
      interface: 'eth0',
      filter: 'tcp port 80',
      spoolLimit: 2e9,
      capture: { switches: { names: false } },
    });
    const needsTerminal = 'live opens the screen; for a report of live traffic pipe tcpdump -U -w - into it';
    expect(refusalOf('live eth0 --json')).toBe(`tcptrace-tui: ${needsTerminal}\n`);
    expect(refusalOf('live eth0', { stdoutIsTTY: false })).toBe(`tcptrace-tui: ${needsTerminal}\n`);
    expect(refusalOf('live')).toBe(
      'tcptrace-tui: live needs an interface: tcptrace-tui live eth0 [capture filter …]\n',
    );
  });

  test('proxy and resend understand their words themselves', () => {
    expect(parse('proxy 8080 localhost:80 --headless')).toEqual({
      kind: 'proxy',
      arguments: ['8080', 'localhost:80', '--headless'],
    });
    expect(parse('resend x.pcap a2b host:80 --timing original')).toMatchObject({
      kind: 'resend',
      capture: { sources: [{ kind: 'file', path: 'x.pcap' }] },
      connection: 'a2b',
      target: 'host:80',
      timing: 'original',
    });
    expect(refusalOf('resend x.pcap 3')).toBe(
      'tcptrace-tui: resend wants a file, a connection and a target: tcptrace-tui resend FILE CONNECTION TARGET [--timing answers|original]\n',
    );
  });

  test('--help and --version', () => {
    expect(parse('--help')).toEqual({ kind: 'help' });
    for (const command of ['live', 'resend', 'path'])
      expect(parse(`${command} --help`)).toMatchObject({
        kind: 'say',
        stream: 'stdout',
        exitCode: 0,
        text: expect.stringContaining(`tcptrace-tui ${command} `),
      });
    expect(parse('x.pcap --version')).toEqual({ kind: 'version', stream: 'stdout' });
  });
});
