import { expect, it } from 'vitest';
import { explain } from '../../source/report/explain.ts';

function printed(...ids: string[]): { code: number; out: string; err: string } {
  const texts = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => (texts[name] += text) });
  return { code: explain(ids, stream('out'), stream('err')), ...texts };
}

it('says what a finding means, how it is decided and what to do next', () => {
  const { code, out } = printed('w6');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'W6, sender has nothing to send',
    'The sender had nothing to send for most of the time.',
    'Decided: Near it, nothing was in flight for over 50 % of the time, without losses and with half of the window free.',
    'Next: Its application is slow to produce data; it is not the network.',
    'Source: RFC 6349',
    '',
  ]);
});

it('lists all kinds when none is named', () => {
  expect(printed().out.split('\n')[0]).toBe('O1  SYN unanswered');
});

it('names a kind that there is for one that there is not', () => {
  expect(printed('constructor')).toEqual({
    code: 2,
    out: '',
    err: 'tcptrace-tui explain: there is no finding "constructor". Without an id it lists them all.\n',
  });
});
