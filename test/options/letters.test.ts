/** tcptrace's single letters: glued, bundled, and taken back with +. */
import { describe, expect, test } from 'vitest';
import { exploring, parse, refusalOf, switchesOf, withFiles } from './support.ts';

describe('bundles', () => {
  test('-lrW is -l -r -W', () => {
    expect(switchesOf('-lrW x.pcap')).toEqual(switchesOf('-l -r -W x.pcap'));
    const { long, rtt, owin, names } = switchesOf('-lrW x.pcap');
    expect({ long, rtt, owin, names }).toEqual({ long: true, rtt: true, owin: true, names: true });
  });

  test('a letter with a value swallows the rest of its word', () => {
    const { selection, switches } = exploring('-lno1-5,8 x.pcap').capture;
    expect(selection.tcp).toEqual([
      { action: 'only', from: 1, to: 5 },
      { action: 'only', from: 8, to: 8 },
    ]);
    expect([switches.long, switches.names]).toEqual([true, false]);
  });

  test('+ takes back, + and - in order', () => {
    expect(switchesOf('-l +l x.pcap').long).toBe(false);
    expect(switchesOf('+b x.pcap').long).toBe(true);
    expect(switchesOf('-rW +rW -W x.pcap')).toMatchObject({ rtt: false, owin: true });
  });

  test('-n takes both kinds of names away, +n brings them back', () => {
    const names = (words: string) => {
      const { names: on, booleans } = switchesOf(words);
      return [on, booleans.get('res_addr'), booleans.get('res_port')];
    };
    expect(names('-n x.pcap')).toEqual([false, false, false]);
    expect(names('-n +n x.pcap')).toEqual([true, true, true]);
    expect(names('--nores_port x.pcap')).toEqual([true, true, false]);
  });

  test('-w switches all warnings on; +w leaves the one about resent SYNs and FINs', () => {
    const warnings = (words: string) =>
      [...switchesOf(words).booleans].filter(([name, on]) => on && name.startsWith('warn_')).map(([name]) => name);
    expect(warnings('x.pcap')).toEqual([]);
    expect(warnings('-w x.pcap')).toEqual([
      'warn_ooo',
      'warn_printtrunc',
      'warn_printbadmbz',
      'warn_printhwdups',
      'warn_printbadcsum',
      'warn_printbad_syn_fin_seq',
    ]);
    expect(warnings('-w +w x.pcap')).toEqual(['warn_printbad_syn_fin_seq']);
  });
});

describe('values', () => {
  test('-B -E -A -O', () => {
    const { cuts, switches } = exploring('-B100 -E5000 -A20 -Oout.pcap x.pcap').capture;
    expect([cuts.firstPacket, cuts.lastPacket]).toEqual([100, 5000]);
    expect(switches.graphs.packetsPerThroughputSample).toBe(20);
    expect(switches.writePackets).toBe('out.pcap');
  });

  test('-z is the time axis, -zy the sequence axis, -zxy both', () => {
    const zero = (words: string) => {
      const { zeroTime, zeroSequence } = switchesOf(words).graphs;
      return [zeroTime, zeroSequence];
    };
    expect(zero('-z x.pcap')).toEqual([true, false]);
    expect(zero('-zx x.pcap')).toEqual([true, false]);
    expect(zero('-zy x.pcap')).toEqual([false, true]);
    expect(zero('-zyx x.pcap')).toEqual([true, true]);
    expect(zero('-zxy +zx x.pcap')).toEqual([false, true]);
  });

  test('-G is all six graphs', () => {
    expect(switchesOf('-G x.pcap').graphs).toEqual(switchesOf('-STRNFL x.pcap').graphs);
  });

  test('-f keeps the expression as typed', () => {
    expect(exploring(['-frexmit_segs > 3', 'x.pcap']).capture.selection.expression).toBe('rexmit_segs > 3');
  });

  test('modules are words of their own', () => {
    const { modules, quiet } = switchesOf('-xslice-i2 -n -xtraffic x.pcap');
    expect(modules).toEqual([
      { name: 'slice', argument: '-i2' },
      { name: 'traffic', argument: '' },
    ]);
    expect(quiet).toBe(true);
  });
});

describe('connection lists', () => {
  test('-o and -i in the order given, with their long names in any case', () => {
    const { tcp, udp } = exploring('-i3 -o5 --OTCP7-9 --iudp1 x.pcap').capture.selection;
    expect(tcp).toEqual([
      { action: 'ignore', from: 3, to: 3 },
      { action: 'only', from: 5, to: 5 },
      { action: 'only', from: 7, to: 9 },
    ]);
    expect(udp).toEqual([{ action: 'ignore', from: 1, to: 1 }]);
  });

  test('a list that begins with no digit is a file', () => {
    const { tcp } = exploring('-oPF x.pcap', withFiles({ PF: '2,4-6\n' })).capture.selection;
    expect(tcp).toEqual([
      { action: 'only', from: 2, to: 2 },
      { action: 'only', from: 4, to: 6 },
    ]);
  });

  test.each([
    ['-o', '-o: a list or the name of a list file must follow directly, as in -o1-5,8'],
    ['--iUDP', '--iUDP: a list or the name of a list file must follow directly, as in --iUDP1-5,8'],
    ['-o0', '-o0: connections are numbered from 1'],
    ['-o0-3', '-o0-3: connections are numbered from 1'],
    ['-o5-5', "-o5-5: in the range '5-5' the first number must be below the second"],
    ['-i1,x', "-i1,x: 'x' is no connection number; write numbers and ranges, as in 1-5,8"],
    ['-oPF', "-oPF: the list file 'PF' cannot be read (ENOENT: no such file or directory)"],
  ])('%s', (word, message) => {
    expect(refusalOf([word, 'x.pcap'], withFiles({}))).toBe(`tcptrace-tui: ${message}\n`);
  });

  test('a list file says itself where it is wrong', () => {
    expect(refusalOf('-oPF x.pcap', withFiles({ PF: '1;2' }))).toBe(
      "tcptrace-tui: -oPF: 1;2: '1;2' is no connection number; write numbers and ranges, as in 1-5,8\n",
    );
  });
});

test.each([
  ['-B', '-B: the number must follow directly, as in -B100'],
  ['-B0', "-B: '0' is not a whole number from 1 up"],
  ['-lA', '-A: the number must follow directly, as in -A100'],
  ['-O', '-O: the file name must follow directly, as in -Oselected.pcap'],
  ['-f', "-f: the expression must follow directly, as in -f'rexmit_segs>3'"],
  ['-ffoo>1', "-f'foo>1': there is no variable 'foo'; -hfilter lists them"],
  ['-fsegz>1', "-f'segz>1': there is no variable 'segz'; did you mean segs? -hfilter lists them"],
  [
    '-fport',
    "-f'port': c_port is no condition: compare it with something, as in -f'rexmit_segs>3' or -f'(port==80 or port==443) and c_packets>9'",
  ],
  [
    '-f(',
    "-f'(': something is missing at the end, as in -f'rexmit_segs>3' or -f'(port==80 or port==443) and c_packets>9'",
  ],
  ['-xslic', '-xslic is no module; did you mean -xslice? there are -xslice, -xtraffic, -xhttp, -xrealtime'],
  ['-xrealtime3', '-xrealtime3: nothing follows -xrealtime'],
  ['-zq', '-zq: only -z, -zx, -zy and -zxy are known'],
  ['-lkn', '-k in -lkn is not an option; --help lists them all'],
  ['+k', '+k is not an option; --help lists them all'],
  ['+o1', '+o in +o1: there is only -o'],
  ['+', "'+' alone is not an option; standard input is '-'"],
  ['-m', '-m is obsolete and no longer necessary: leave it out'],
  ['-xcollie', '-xcollie is no module; there are -xslice, -xtraffic, -xhttp, -xrealtime'],
])('refused: %s', (word, message) => {
  expect(refusalOf([word, 'x.pcap'])).toBe(`tcptrace-tui: ${message}\n`);
});

test('-v and -hTOPIC answer on standard error, as tcptrace does', () => {
  expect(parse('-v')).toEqual({ kind: 'version', stream: 'stderr' });
  expect(parse('-hhints')).toMatchObject({ kind: 'say', stream: 'stderr', exitCode: 0 });
  expect(parse('-hfilter')).toMatchObject({ text: expect.stringContaining('  rexmit_segs       unsigned ') });
  expect(parse('-h')).toMatchObject({ text: expect.stringMatching(/^For help on specific topics, try:\n/) });
});
