/** tcptrace's -f: how expressions are read, printed and held against a connection. */

import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { parseExpression } from '../../source/filter/expression.ts';
import { numeric, OptionSent, storeOf } from './support.ts';

/** Each pair was printed by tcptrace 6.6.7 as "Output filter: …". */
describe('the canonical form is tcptrace’s', () => {
  test.each([
    ['segs>10', '((c_segs>10)OR(s_segs>10))'],
    ['c_SEGS>10', '(c_SEGS>10)'],
    ['e_segs>1', '((c_segs>1)OR(s_segs>1))'],
    ['b_segs>1', '((c_segs>1)AND(s_segs>1))'],
    ['not segs>10', ' NOT(((c_segs>10)OR(s_segs>10)))'],
    ['c_segs>10 or s_segs>5 and port==80', '(((c_segs>10)OR(s_segs>5))AND((c_port==80)OR(s_port==80)))'],
    [
      'segs>1 and not packets>2 or port>1',
      '(((c_segs>1)OR(s_segs>1))AND NOT((((c_packets>2)OR(s_packets>2))OR((c_port>1)OR(s_port>1)))))',
    ],
    ['not not segs>1', ' NOT( NOT(((c_segs>1)OR(s_segs>1))))'],
    [
      'segs>1 -a packets>1 -o port>1',
      '(((c_segs>1)OR(s_segs>1))AND(((c_packets>1)OR(s_packets>1))OR((c_port>1)OR(s_port>1))))',
    ],
    ['segs & 3 | 1 > 2', '((((c_segs&3)|1)>2)OR(((s_segs&3)|1)>2))'],
    ['1|2&3>0', '(((1|2)&3)>0)'],
    ['segs - 3>1', '(((s_segs-3)>1)OR((c_segs-3)>1))'],
    [
      'segs+packets>10',
      '(((((s_segs+s_packets)>10)OR((s_segs+c_packets)>10))OR((c_segs+s_packets)>10))OR((c_segs+c_packets)>10))',
    ],
    [
      'b_segs+packets>3',
      '(((((s_segs+s_packets)>3)AND((s_segs+c_packets)>3))AND((c_segs+s_packets)>3))AND((c_segs+c_packets)>3))',
    ],
    ['f1323_ws', 'c_f1323_ws'],
    ['b_f1323_ws', 'c_f1323_ws'],
    ['not f1323_ws', ' NOT(s_f1323_ws)'],
    [
      'f1323_ws and fsack_req',
      '((((c_f1323_wsANDc_fsack_req)OR(c_f1323_wsANDs_fsack_req))OR(s_f1323_wsANDc_fsack_req))OR(s_f1323_wsANDs_fsack_req))',
    ],
    ['b_f1323_ws and segs>1', '((c_f1323_wsAND((c_segs>1)OR(s_segs>1)))AND(s_f1323_wsAND((c_segs>1)OR(s_segs>1))))'],
    [
      'f1323_ws and not fsack_req',
      '((((c_f1323_wsAND NOT(s_fsack_req))OR(c_f1323_wsAND NOT(c_fsack_req)))OR(s_f1323_wsAND NOT(s_fsack_req)))OR(s_f1323_wsAND NOT(c_fsack_req)))',
    ],
    ['mss > -5', '((c_mss>-5)OR(s_mss>-5))'],
    ['mss<0', '((c_mss< SIGNED(0))OR(s_mss< SIGNED(0)))'],
    ['TRUE=1', '(1==1)'],
    ['"a"="b c"', '(a==b c)'],
    ['c_hostaddr=10.0.0.1', '(c_hostaddr==10.0.0.1)'],
    ['c_hostaddr=fe80::1', '(c_hostaddr==fe80::0001)'],
    ['c_segs>99999999999999999999999', '(c_segs>18446744073709551615)'],
    ['c_segs>010', '(c_segs>10)'],
  ])('%s', (text, canonical) => {
    expect(parseExpression(text).canonical).toBe(canonical);
  });
});

const EXAMPLE = "as in -f'rexmit_segs>3' or -f'(port==80 or port==443) and c_packets>9'";

describe('refused', () => {
  test.each([
    ['segs', `c_segs is no condition: compare it with something, ${EXAMPLE}`],
    ['TRUE', `1 is no condition: compare it with something, ${EXAMPLE}`],
    ['foo>1', "there is no variable 'foo'; -hfilter lists them"],
    ['a_segs>1', "there is no variable 'a_segs'; did you mean segs? -hfilter lists them"],
    ['true', "there is no variable 'true'; -hfilter lists them"],
    ['s_prt=80', "there is no variable 's_prt'; did you mean s_port? -hfilter lists them"],
    ['segs>"a"', 'a is no number, which a comparison wants'],
    ['portname=80', 'c_portname is no number, which a comparison wants'],
    ['c_f1323_ws=TRUE', 'c_f1323_ws is no number, which a comparison wants'],
    ['hostaddr+1>2', 'c_hostaddr is no number, which a calculation wants'],
    ['hostaddr>3', 'addresses can only be compared with each other (>)'],
    ['segs and segs>1', 'c_segs is no condition: compare it with something, as in rexmit_segs>3'],
    ['segs>@', "'@' at place 6 has no meaning here"],
    ['segs>1.5', "'.' at place 7 has no meaning here"],
    ['hostaddr=::1', "':' at place 10 has no meaning here"],
    ['hostaddr=300.1.2.3', "'300.1.2.3' is no IP address"],
    ['"open', `'"' at place 1 has no meaning here`],
    ['1<2<3', `'<' does not fit where it stands, ${EXAMPLE}`],
    ['segs -3>1', `'-3' does not fit where it stands, ${EXAMPLE}`],
    ['segs>1 segs', `'segs' does not fit where it stands, ${EXAMPLE}`],
    ['(segs>1', `a ')' is missing at the end, ${EXAMPLE}`],
    ['()', `')' does not fit where it stands, ${EXAMPLE}`],
    [' ', `something is missing at the end, ${EXAMPLE}`],
    [`${'('.repeat(300)}1`, 'nested more than 200 deep'],
    [`${'not '.repeat(300)}1=1`, 'nested more than 200 deep'],
    [Array(40).fill('segs').join('+').concat('>1'), 'too many variables without c_ or s_: say which side is meant'],
    [Array(40).fill('f1323_ws').join(' and '), 'too many variables without c_ or s_: say which side is meant'],
  ])('%s', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });
});

describe('held against a connection', () => {
  const store = storeOf([
    {
      a: {
        address: '10.0.0.1',
        port: 40_000,
        packets: 5,
        dataBytes: 100,
        uniqueBytes: 100,
        mss: 4_294_967_255,
        marks: OptionSent.windowScale,
        windowScale: 1,
      },
      b: {
        address: '10.0.0.2',
        port: 80,
        packets: 9,
        dataBytes: 5000,
        uniqueBytes: 4999,
        retransmittedPackets: 3,
        endsMoved: true,
        rtt: 250.9,
      },
      micros: 2_000_000,
    },
    { a: { address: '2001:db8::1', port: 4000, packets: 2 }, b: { address: '2001:db8::2', port: 443 } },
  ]);
  const subject = numeric(store);
  const holds = (text: string, connection = 0) => parseExpression(text).matches(subject, asRow(connection));

  test.each([
    ['rexmit_segs>2', true],
    ['c_rexmit_segs>2', false],
    ['b_packets>=5', true],
    ['b_packets>5', false],
    ['c_port>1023 and s_port==80', true],
    ['rtt_min=250', true],
    ['s_thruput=2500', true],
    ['c_thruput=50', true],
    ['hostaddr=10.0.0.2', true],
    ['c_hostaddr<10.0.0.2', true],
    ['hostaddr=2001:db8::2', false],
    ['hostaddr!=2001:db8::2', false],
    ['hostname="10.0.0.1"', true],
    ['portname="80"', true],
    ['f1323_ws', true],
    ['not f1323_ws', true],
    ['c_window_scale and not s_window_scale', true],
    ['c_bad_behavior', false],
    ['s_bad_behavior', true],
    ['rtt_unkack>0', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test('tcptrace ends with an error at a signed and an unsigned number together; here the values count', () => {
    expect([holds('c_mss>1460'), holds('s_mss<1460'), holds('c_syn_count>-1'), holds('c_packets + -5 = 0')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('unsigned numbers wrap at 64 bits, and dividing by zero is true of nothing', () => {
    expect(holds('c_packets - 6 > 1000')).toBe(true);
    expect([holds('1/0 > 0'), holds('1/0 <= 0'), holds('1%s_syn_count = 0')]).toEqual([false, false, false]);
  });

  test('IPv6 addresses are compared whole, and count as ipv6_segs', () => {
    expect([holds('hostaddr=2001:db8::2', 1), holds('hostaddr=2001:db8::3', 1)]).toEqual([true, false]);
    expect([holds('c_ipv6_segs=2', 1), holds('c_ipv6_segs=0')]).toEqual([true, true]);
  });

  test('it knows which stages it needs', () => {
    expect([...parseExpression('port=80').stages]).toEqual(['core']);
    expect([...parseExpression('data_bytes>1 and rtt_min>2').stages]).toEqual(['traffic', 'rtt']);
  });
});
