/** The prompt's language: words and field:value, forgiving while it is typed. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { completePrompt } from '../../source/filter/completion.ts';
import { checkPromptFilter, promptFilter } from '../../source/filter/prompt.ts';
import { storeOf } from './support.ts';

const store = storeOf([
  // 0: closed in order
  {
    a: { address: '10.0.0.7', port: 50_000, packets: 6, syns: 1, fins: 1, dataBytes: 300, rtt: 12_000 },
    b: {
      address: '192.0.2.80',
      port: 80,
      packets: 5,
      syns: 1,
      fins: 1,
      dataBytes: 2_500_000,
      retransmittedPackets: 4,
      rtt: 80_000,
    },
    micros: 1_500_000,
  },
  // 1: refused
  {
    a: { address: '10.1.2.3', port: 50_001, packets: 1, syns: 1 },
    b: { address: '192.0.2.80', port: 443, packets: 1, resets: 1 },
  },
  // 2: unanswered, over IPv6
  { a: { address: '2001:db8::7', port: 50_002, packets: 3, syns: 1 }, b: { address: '2001:db8:1::1', port: 8080 } },
  // 3: open
  {
    a: { address: '172.16.0.1', port: 800, packets: 4, syns: 1, retransmittedPackets: 2 },
    b: { address: '10.0.0.70', port: 90, packets: 4, syns: 1, retransmittedPackets: 2 },
  },
]);
const names = ['client.example', null, null, 'Printer.example'];
const subject = { store, hostName: (connection: number, side: 0 | 1) => (side === 0 ? names[connection] : null) };

function found(text: string): number[] {
  const { matches, problem } = promptFilter(text, subject);
  if (problem !== null) throw new Error(problem);
  return [0, 1, 2, 3].map(asRow).filter(matches);
}

describe('plain words', () => {
  test.each([
    ['', [0, 1, 2, 3]],
    ['192.0.2', [0, 1]],
    ['10.0.0.7', [0, 3]],
    ['10.0.0.7:50000', [0]],
    [':80', [0, 2, 3]],
    ['80', [0, 1, 2, 3]],
    ['db8::7', [2]],
    ['[2001:db8::7]:50002', [2]],
    ['a2b', [0]],
    ['d2c', [1]],
    ['a2c', []],
    ['rst', [1]],
    ['op', [3]],
    ['printer', [3]],
    ['192.0.2 443', [1]],
    ['"Printer.example"', [3]],
    ['syn!', [2]],
    ['!ref<', [0, 2, 3]],
    ['tcp', [0, 1, 2, 3]],
    ['not:udp', [0, 1, 2, 3]],
    ['udp', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('fields', () => {
  test.each([
    ['host:10.0.0.7', [0]],
    ['host:10.0.0.0/8', [0, 1, 3]],
    ['host:10.0.0', [0, 3]],
    ['host:2001:db8::/32', [2]],
    ['host:2001:db8:1::/48', [2]],
    ['host:2001:db8:2::/48', []],
    ['host:0.0.0.0/0', [0, 1, 3]],
    ['host:client', [0]],
    ['port:80', [0]],
    ['port:80-90', [0, 3]],
    ['port:80,443', [0, 1]],
    ['port:>=50001', [1, 2]],
    ['state:ok', [0]],
    ['state:rst', [1]],
    ['state:refused,syn', [1, 2]],
    ['state:syn!', [2]],
    ['state:ref<', [1]],
    ['state:o', [0, 2, 3]],
    ['state:rst<', [1]],
    ['not:state:rst', [0, 2, 3]],
    ['!port:80', [1, 2, 3]],
    ['!!port:80', [0]],
    ['rtx:>3', [0, 3]],
    ['rtx>3', [0, 3]],
    ['rtx:4', [0, 3]],
    ['rtx:!=0', [0, 3]],
    ['retransmitted_packets:>3', [0]],
    ['rtt:>50ms', [0]],
    ['rtt:>0.1s', []],
    ['rtt:10-20ms', [0]],
    ['bytes:>1M', [0]],
    ['bytes:>3MB', []],
    ['dur:>1s', [0]],
    ['reset:yes', [1]],
    ['complete:no', [1, 2, 3]],
    ['ip_version:6', [2]],
    ['PORT:80 State:OK', [0]],
    ['port:80 or port:443', [0, 1]],
    ['rtx:>3 state:ok OR state:syn!', [0, 2]],
    ['port:443 || state:open', [1, 3]],
    ['port:80 and rtx:>3', [0]],
    ['port:80 && state:rst', []],
    ['not port:80', [1, 2, 3]],
    ['! not port:80', [0]],
    ['not port:80 not state:rst or port:80', [0, 2, 3]],
    ['"or"', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('while it is typed', () => {
  test('an unfinished word keeps the last meaning and says what is missing', () => {
    let filter = promptFilter('port:80', subject);
    for (const text of ['port:80 r', 'port:80 rtx', 'port:80 rtx:', 'port:80 rtx:>']) {
      filter = promptFilter(text, subject, filter);
    }
    expect(filter.problem).toBe('rtx:> wants a number behind it, as in rtx:>3');
    // "rtx" is in no endpoint: that was the last thing understood.
    expect([0, 1, 2, 3].map(asRow).filter(filter.matches)).toEqual([]);
    filter = promptFilter('port:80 rtx:>3', subject, filter);
    expect([filter.problem, [0, 1, 2, 3].map(asRow).filter(filter.matches)]).toEqual([null, [0]]);
  });

  test.each([
    ['rtt:>50', 'rtt:>50 wants a unit: us, ms, s, min or h'],
    ['rtt:>50m', 'rtt:>50m wants a unit: us, ms, s, min or h'],
    ['rtt:>', 'rtt:> wants a number behind it, as in rtt:>50ms'],
    ['rtt:fast', 'rtt:fast is not understood; write it as in rtt:>50ms'],
    ['bytes:', 'bytes: wants a value, as in bytes:>1M'],
    ['reset:maybe', 'reset: wants yes or no'],
    ['host:', 'host: wants an address or a name, as in host:10.0.0.7 or host:10.0.0.0/8'],
    ['host:10.0.0.0/', 'host:10.0.0.0/ is no network; write it as in host:10.0.0.0/8'],
    ['state:x', 'state: is one of ok complete open fin fin> fin< rst rst> rst< ref< syn! oneway midway'],
    ['nosuch:1', "there is no field 'nosuch'; docs/filters.md and Tab list them"],
    ['rxt:>3', "there is no field 'rxt'; did you mean rtx:>3? docs/filters.md and Tab list them"],
    ['!', 'not: wants a word behind it, as in not:port:80'],
    ['80 not:', 'not: wants a word behind it, as in not:port:80'],
    ['"', '" wants words, as in "two words"'],
    ['80 not', 'not: wants a word behind it, as in not:port:80'],
    ['port:80 or', 'or wants words on both sides, as in state:rst or rtx:>3'],
    ['or port:80', 'or wants words on both sides, as in state:rst or rtx:>3'],
    ['port:80 or rtt:>50', 'rtt:>50 wants a unit: us, ms, s, min or h'],
    ['port == 80', 'no == between blanks; write it as in port:80 or rtx:>3'],
    ['(80 or 443) rst', 'no ( ) here: a b or c d is a and b together, or c and d together'],
    ['tcp.port==80', "there is no field 'tcp.port'; did you mean port:80? docs/filters.md and Tab list them"],
    ['ip.addr==10.0.0.7', "there is no field 'ip.addr'; did you mean host:10.0.0.7? docs/filters.md and Tab list them"],
    ['port:80-99999', 'port:80-99999 is no port; write it as in port:443, port:80,443 or port:80-90'],
  ])('%s', (text, problem) => {
    expect(checkPromptFilter(text)).toBe(problem);
  });

  test('no text is an error, whatever is typed', () => {
    const piece = fc.constantFrom(
      'rtt',
      ':',
      '>',
      '5',
      'ms',
      '"',
      ' ',
      'not:',
      '!',
      'host',
      '/',
      '10.0.0.',
      '::',
      ',',
      '-',
      'state',
      'or',
      'not ',
      '(',
      'é',
    );
    const typed = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const { matches } = promptFilter(text, subject);
        expect(typeof matches(asRow(0))).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('completion', () => {
  const offered = (text: string) => completePrompt(text, text.length).candidates.map((candidate) => candidate.text);

  test('of field names, the short ones first', () => {
    expect(offered('rt')).toEqual([
      'rtx:',
      'rtt:',
      'rtt_samples:',
      'rtt_min:',
      'rtt_max:',
      'rtt_average:',
      'rtt_deviation:',
    ]);
    expect(offered('80 ho')).toEqual(['host:']);
    expect(offered('not:ho')).toEqual(['host:']);
    expect(offered('').slice(0, 5)).toEqual(['host:', 'port:', 'state:', 'not:', 'rtx:']);
  });

  test('of values where there are few', () => {
    expect(offered('state:r')).toEqual(['rst', 'rst>', 'rst<', 'ref<']);
    expect(offered('reset:')).toEqual(['yes', 'no']);
    expect(offered('port:4')).toEqual([]);
  });

  test('replaces what is typed of the word', () => {
    const text = 'port:80 state:re and more';
    const { from, to, candidates } = completePrompt(text, 16);
    expect(text.slice(0, from) + candidates[0].text + text.slice(to)).toBe('port:80 state:ref< and more');
  });
});
