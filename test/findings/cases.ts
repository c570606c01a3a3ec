/** For every rule traffic that must fire it, and with which severity, and traffic that must not. */
import type { Severity } from '../../source/findings/finding.ts';
import { clientHello, record, serverHello } from '../stream/tls-bytes.ts';
import { ENDS, exchange, goodbye, handshake, NEAR_SERVER, OPTIONS, quoted, scenarioOf, times } from './traffic.ts';

/** A scenario, or a recorded capture under test/fixtures. */
export type Traffic = { scenario: string } | { fixture: string };

export interface Case {
  severity: Severity;
  fires: Traffic;
  quiet: Traffic;
}

const fixture = (name: string): Traffic => ({ fixture: name });
const scenario = (...parts: string[]): Traffic => ({ scenario: scenarioOf(...parts) });
const CLEAN = fixture('http-clean.pcapng');

/** Segments of 1000 bytes from the client, sent at `second(i)` and acknowledged 20 ms later. */
const upload = (count: number, second: (index: number) => number) =>
  times(
    count,
    (i) => `${second(i)} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502
    ${second(i) + 0.02} b > a . ack ${1001 + 1000 * i} win 502`,
  );

/** The same number of bytes all the time, of which some come again. */
const steady = (count: number, seconds: number) =>
  `${upload(count, (i) => 1 + (i * seconds) / count)}
  ${1 + seconds + 0.0001} a > b . 1:1001(1000) ack 1 win 502`;

/** The server sends `segments` of 1024 bytes a round of 20 ms and waits for the acknowledgement; seen near the server. */
const rounds = (count: number, segments: number, window: number, round = 0.02) =>
  times(count, (r) => {
    const from = 1 + r * segments * 1024;
    const burst = times(
      segments,
      (i) => `${1 + r * round + i * 1e-5} b > a . ${from + i * 1024}:${from + (i + 1) * 1024}(1024) ack 1 win 502`,
    );
    return `${burst}\n${1 + r * round + round * 0.99} a > b . ack ${from + segments * 1024} win ${window}`;
  });

const flood = (sources: number) =>
  [
    ...Array.from({ length: sources }, (_, i) => `s${i} 10.1.${i >> 8}.${i & 255}:${2000 + i}`),
    'b 10.0.0.2:80',
    times(sources, (i) => `${i * 0.005} s${i} > b S`),
  ].join('\n');

const scan = (ports: number) =>
  [
    ...Array.from({ length: ports }, (_, i) => `a${i} 10.0.0.1:${40_000 + i}\nb${i} 10.0.0.2:${1 + i}`),
    times(ports, (i) => `${i * 0.1} a${i} > b${i} S\n${i * 0.1 + 0.01} b${i} > a${i} R. ack 1 win 0`),
  ].join('\n');

const shortConnections = (count: number) =>
  [
    ...Array.from({ length: count }, (_, i) => `a${i} 10.0.0.1:${40_000 + i}`),
    'b 10.0.0.2:80',
    times(count, (i) => {
      const t = i * 0.02;
      return `${t} a${i} > b S <${OPTIONS}>
        ${t + 0.002} b > a${i} S. ack 1 <${OPTIONS}>
        ${t + 0.003} a${i} > b P. 1:11(10) ack 1 win 502
        ${t + 0.005} b > a${i} P. 1:11(10) ack 11 win 502
        ${t + 0.006} a${i} > b F. ack 11 win 502
        ${t + 0.008} b > a${i} F. ack 12 win 502
        ${t + 0.009} a${i} > b . ack 12 win 502`;
    }),
  ].join('\n');

const TLS_HELLO = quoted(record(22, clientHello({ serverName: 'jobs.example', versions: [0x0303] })));
const helloLength = record(22, clientHello({ serverName: 'jobs.example', versions: [0x0303] })).length;

/** Three acknowledgements of the same byte ask for it again. */
const FAST = `1 a > b . 1:1001(1000) ack 1 win 502
  1.0001 a > b . 1001:2001(1000) ack 1 win 502
  1.0002 a > b . 2001:3001(1000) ack 1 win 502
  1.0003 a > b . 3001:4001(1000) ack 1 win 502
  1.0201 b > a . ack 1 win 502 <sack 1001:2001>
  1.0202 b > a . ack 1 win 502 <sack 1001:3001>
  1.0203 b > a . ack 1 win 502 <sack 1001:4001>
  1.0204 a > b . 1:1001(1000) ack 1 win 502
  1.0404 b > a . ack 4001 win 502`;
/** The only segment is lost once and comes again by the timer. */
const TIMEOUT = `1 a > b P. 1:1001(1000) ack 1 win 502
  2.5 a > b P. 1:1001(1000) ack 1 win 502
  2.52 b > a . ack 1001 win 502`;

/** Four segments of a round, of which the second is lost and sent again on three acknowledgements. */
const lostOnce = (second: number, number: number) => {
  const from = 1 + 4000 * number;
  const segment = (i: number, at: number) =>
    `${second + at} a > b . ${from + 1000 * i}:${from + 1000 * (i + 1)}(1000) ack 1 win 502`;
  return `${segment(0, 0)}\n${segment(1, 0.0001)}\n${segment(2, 0.0002)}\n${segment(3, 0.0003)}
  ${second + 0.02} b > a . ack ${from + 1000} win 502
  ${second + 0.0201} b > a . ack ${from + 1000} win 502 <sack ${from + 2000}:${from + 3000}>
  ${second + 0.0202} b > a . ack ${from + 1000} win 502 <sack ${from + 2000}:${from + 4000}>
  ${segment(1, 0.0204)}
  ${second + 0.0404} b > a . ack ${from + 4000} win 502`;
};

/** Rounds under load that take so long; in the last one the first eight of 20 segments are lost. After rounds(20, 1, …). */
const overflow = (second: number, round: number) => {
  const start = 1 + 20 * 1024;
  const burst = (at: number, from: number, count: number) =>
    times(count, (i) => `${at + i * 1e-5} b > a . ${from + i * 1024}:${from + (i + 1) * 1024}(1024) ack 1 win 502`);
  const loaded = times(25, (r) => {
    const from = start + r * 16 * 1024;
    const at = second + r * round;
    return `${burst(at, from, 16)}\n${at + 0.99 * round} a > b . ack ${from + 16 * 1024} win 502`;
  });
  const last = second + 25 * round;
  const lost = start + 25 * 16 * 1024;
  return `${loaded}\n${burst(last, lost, 20)}
  ${last + 0.99 * round} a > b . ack ${lost} win 502 <sack ${lost + 8192}:${lost + 20_480}>
  ${burst(last + round, lost, 8)}
  ${last + 2 * round} a > b . ack ${lost + 20_480} win 502`;
};

/** The server's flight grows by a segment in each round of 50 ms; seen near it. */
const growing = (count: number) => {
  let from = 1;
  return times(count, (r) => {
    const segments = 8 + r;
    const at = 1 + r * 0.05;
    const burst = times(
      segments,
      (i) => `${at + i * 1e-5} b > a . ${from + i * 1024}:${from + (i + 1) * 1024}(1024) ack 1 win 502`,
    );
    from += segments * 1024;
    return `${burst}\n${at + 0.0495} a > b . ack ${from} win 4000`;
  });
};

const CLOSED = `1 b > a . 1:1025(1024) ack 1 win 502
  1.0001 a > b . ack 1025 win 0
  1.3 b > a . 1024:1024(0) ack 1 win 502
  1.3001 a > b . ack 1025 win 0
  1.5 a > b . ack 1025 win 8`;
const OPEN = `2.02 b > a . 1025:2049(1024) ack 1 win 502
  2.0201 a > b . ack 2049 win 8`;

/** A request of 29 bytes, acknowledged. */
const GET = '0.1 a > b P. "GET / HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n" ack 1 win 502\n0.12 b > a . ack 30 win 502';

/** A client that asks whether it may send its body, and sends it so many seconds later all the same. */
const upTo = (seconds: number) =>
  `0.1 a > b P. "POST / HTTP/1.1\\r\\nContent-Length: 5\\r\\nExpect: 100-continue\\r\\n\\r\\n" ack 1 win 502
  0.12 b > a . ack 62 win 502
  ${0.1 + seconds} a > b P. "hello" ack 1 win 502`;

/** A connection whose server's name was looked up before; the answer took so many seconds. */
const lookedUp = (seconds: number) => {
  const question = '\\x01b\\x00\\x00\\x01\\x00\\x01';
  const address = '\\xc0\\x0c\\x00\\x01\\x00\\x01\\x00\\x00\\x00\\x3c\\x00\\x04\\x0a\\x00\\x00\\x02';
  return [
    'a 10.0.0.1:40000\nb 10.0.0.2:80\nc 10.0.0.1:5353\nd 10.0.0.9:53',
    `0 c > d udp "\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00${question}"`,
    `${seconds} d > c udp "\\x12\\x34\\x81\\x80\\x00\\x01\\x00\\x01\\x00\\x00\\x00\\x00${question}${address}"`,
    `${seconds + 0.01} a > b S <${OPTIONS}>\n${seconds + 0.03} b > a S. ack 1 <${OPTIONS}>`,
    `${seconds + 0.0301} a > b . ack 1 win 502`,
  ].join('\n');
};

/** Segments of so many bytes, one way. */
const crumbs = (count: number, bytes: number) =>
  times(
    count,
    (i) => `${1 + i * 0.01} a > b P. ${1 + bytes * i}:${1 + bytes * (i + 1)}(${bytes}) ack 1 win 502
    ${1.02 + i * 0.01} b > a . ack ${1 + bytes * (i + 1)} win 502`,
  );

/** Questions and answers a second apart, the last ten of which take another round trip. */
const jump = (rtt: number) =>
  times(20, (i) => {
    const [from, to] = [1 + 10 * i, 11 + 10 * i];
    const trip = i < 10 ? 0.02 : rtt;
    return `${1 + i} a > b P. ${from}:${to}(10) ack ${from} win 502
    ${1 + i + trip} b > a P. ${from}:${to}(10) ack ${to} win 502
    ${1 + i + trip + 0.0001} a > b . ack ${to} win 502`;
  });

/** The same packet again and again, two routers further each time. */
const loop = (rounds: number) =>
  times(rounds, (i) => `${1 + i * 0.001} a > b . 1:1001(1000) ack 1 win 502 id 9 ttl ${60 - 2 * i}`);

/** 60 segments of which the last so many have a wrong checksum, and come again. */
const damaged = (count: number) =>
  `${times(60, (i) => `${1 + i * 0.001} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502${i >= 60 - count ? ' badsum' : ''}`)}
  1.08 b > a . ack ${1 + 1000 * (60 - count)} win 502
  ${times(count, (i) => `${1.4 + i * 0.001} a > b . ${1 + 1000 * (60 - count + i)}:${1001 + 1000 * (60 - count + i)}(1000) ack 1 win 502`)}
  1.5 b > a . ack 60001 win 502`;

/** Acknowledges by SACK what begins at this offset. */
const selective = (from: number) =>
  times(4, (i) => `${1.1 + i * 0.01} a > b . ack 1 win 502 <sack ${from}:${from + 1000}>`);

export const CASES: Record<string, Case> = {
  O1: { severity: '!!', fires: scenario('0 a > b S 0:0(0) retries 4'), quiet: CLEAN },
  O2: { severity: '!!', fires: fixture('refused-port.pcap'), quiet: fixture('syn-unanswered.pcap') },
  O3: { severity: '!!', fires: fixture('admin-prohibited.pcap'), quiet: fixture('syn-unanswered.pcap') },
  O4: {
    severity: '!',
    fires: fixture('syn-ack-retransmitted.pcap'),
    quiet: scenario(handshake(), `0.02 b > a S. 0:0(0) ack 1 win 65160 <${OPTIONS}> id 1 copy 0.0002`),
  },
  O5: { severity: '!!', fires: { scenario: flood(150) }, quiet: { scenario: flood(50) } },
  O6: {
    severity: '.',
    fires: scenario(handshake({ toServer: 0.5 }), exchange(0.6)),
    quiet: scenario(handshake(), exchange(0.6)),
  },
  O7: { severity: '!', fires: scenario(handshake(), exchange(6.5)), quiet: scenario(handshake(), exchange(0.1)) },
  O8: {
    severity: '.',
    fires: scenario(handshake({ serverOptions: 'mss 1460,sackOK' }), exchange(0.1)),
    quiet: scenario(handshake(), exchange(0.1)),
  },
  O9: {
    severity: '.',
    fires: scenario(handshake({ serverOptions: 'mss 1460,wscale 7' }), TIMEOUT),
    quiet: scenario(handshake(), TIMEOUT),
  },
  O10: {
    severity: '!',
    fires: scenario(handshake({ serverOptions: 'mss 300,sackOK,wscale 7' }), exchange(0.1)),
    quiet: fixture('http-ipv6.pcapng'),
  },
  O11: { severity: '!!', fires: { scenario: scan(20) }, quiet: { scenario: scan(10) } },
  O12: {
    severity: '!',
    fires: scenario('0 a > b S', '0.02 b > a . 500:500(0) ack 77 win 502', '1 a > b S 0:0(0)'),
    quiet: CLEAN,
  },
  O13: {
    severity: '.',
    fires: scenario(times(5, (i) => `${i * 0.1} b > a P. ${1 + 10 * i}:${11 + 10 * i}(10) ack ${1 + 20 * i} win 502`)),
    quiet: scenario(handshake(), exchange(0.1)),
  },
  O14: { severity: '.', fires: scenario(exchange(0.1)), quiet: scenario(handshake(), exchange(0.1)) },

  O15: {
    severity: '!',
    fires: scenario(handshake({ clientOptions: 'mss 1460,nop,nop,nop,nop,nop' }), exchange(0.1)),
    quiet: scenario(handshake({ clientOptions: 'mss 1460,nop,wscale 7' }), exchange(0.1)),
  },

  L1: {
    severity: '!!',
    fires: scenario(
      handshake(),
      times(6, (i) => lostOnce(1 + i, i)),
    ),
    quiet: fixture('doubled-capture.pcap'),
  },
  L2: { severity: '!', fires: scenario(handshake(), TIMEOUT), quiet: scenario(handshake(), FAST) },
  L3: { severity: '.', fires: scenario(handshake(), FAST), quiet: scenario(handshake(), TIMEOUT) },
  L4: {
    severity: '!!',
    fires: scenario(handshake(), exchange(0.1), '1 a > b P. 11:659(648) ack 11 win 502 retries 5'),
    quiet: scenario(handshake(), TIMEOUT),
  },
  L5: {
    severity: '.',
    fires: scenario(
      handshake(),
      '1 a > b P. 1:1001(1000) ack 1 win 502\n1.02 b > a . ack 1001 win 502',
      '2 a > b P. 1001:2001(1000) ack 1 win 502\n2.05 a > b P. 1001:2001(1000) ack 1 win 502\n2.07 b > a . ack 2001 win 502',
    ),
    quiet: scenario(handshake(), TIMEOUT),
  },
  L6: {
    severity: '.',
    fires: scenario(
      handshake(),
      upload(10, (i) => 1 + i),
      times(6, (i) => `${10.03 + i * 0.001} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502`),
    ),
    quiet: fixture('lossy-transfer.pcapng'),
  },
  L7: {
    severity: '!',
    fires: scenario(
      handshake(),
      times(
        8,
        (i) => `${1 + i} a > b . ${2001 + 3000 * i}:${3001 + 3000 * i}(1000) ack 1 win 502 id ${102 + 2 * i}
        ${1.0005 + i} a > b . ${1 + 3000 * i}:${2001 + 3000 * i}(2000) ack 1 win 502 id ${101 + 2 * i}
        ${1.02 + i} b > a . ack ${3001 + 3000 * i} win 502`,
      ),
    ),
    quiet: scenario(
      handshake(),
      upload(24, (i) => 1 + i),
    ),
  },
  L8: {
    severity: '!',
    fires: scenario(handshake(NEAR_SERVER), rounds(20, 1, 502), overflow(2, 0.06)),
    quiet: scenario(handshake(NEAR_SERVER), rounds(20, 1, 502), overflow(2, 0.02)),
  },
  L9: {
    severity: '!',
    fires: scenario(
      handshake(),
      times(
        9,
        (i) => `${1 + i} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502
        ${1.3 + i} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502
        ${1.32 + i} b > a . ack ${1001 + 1000 * i} win 502`,
      ),
    ),
    quiet: scenario(
      handshake(),
      times(
        9,
        (i) => `${1 + i * i} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502
        ${1.3 + i * i} a > b . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 1 win 502
        ${1.32 + i * i} b > a . ack ${1001 + 1000 * i} win 502`,
      ),
    ),
  },
  L10: {
    severity: '!',
    fires: scenario(
      handshake(),
      '1 a > b . 1:1001(1000) ack 1 win 502\n1.02 b > a . ack 5001 win 502\n1.1 a > b . 5001:6001(1000) ack 1 win 502',
    ),
    quiet: scenario(
      handshake(),
      upload(4, (i) => 1 + i),
    ),
  },
  L11: { severity: '.', fires: fixture('doubled-capture.pcap'), quiet: fixture('lossy-transfer.pcapng') },
  L12: {
    severity: '.',
    fires: scenario(handshake(), '1 a > b . 1:1001(1000) ack 1 win 502 tos 3\n1.02 b > a .E ack 1001 win 502'),
    quiet: scenario(handshake(), '1 a > b . 1:1001(1000) ack 1 win 502 tos 2\n1.02 b > a . ack 1001 win 502'),
  },

  L13: {
    severity: '!',
    fires: scenario(handshake(), damaged(2)),
    quiet: scenario(handshake(), damaged(60)),
  },
  L14: {
    severity: '!',
    fires: scenario(handshake(), '1 b > a . 1:1001(1000) ack 1 win 502', selective(500_000_000)),
    quiet: scenario(handshake(), '1 b > a . 1:1001(1000) ack 1 win 502', selective(2001)),
  },
  L15: {
    severity: '!',
    fires: scenario(
      handshake(),
      '1 a > b P. "pay alice" ack 1 win 502\n1.3 a > b P. 1:10(9) "pay mallo" ack 1 win 502',
    ),
    quiet: scenario(
      handshake(),
      '1 a > b P. "pay alice" ack 1 win 502\n1.3 a > b P. 1:10(9) "pay alice" ack 1 win 502',
    ),
  },

  W1: { severity: '!!', fires: fixture('zero-window.pcap'), quiet: CLEAN },
  W2: {
    severity: '!',
    fires: scenario(handshake({ ...NEAR_SERVER, window: 32 }), rounds(20, 4, 32)),
    quiet: scenario(handshake({ ...NEAR_SERVER, window: 502 }), rounds(20, 4, 502)),
  },
  W3: {
    severity: '!!',
    fires: scenario(handshake({ window: 8 }), '1 b > a . 1:1025(1024) ack 1 win 502 retries 3'),
    quiet: scenario(handshake({ window: 502 }), '1 b > a . 1:1025(1024) ack 1 win 502 retries 3'),
  },
  W4: {
    severity: '!',
    fires: scenario(
      handshake({ window: 16 }),
      '1 b > a . 1:1025(1024) ack 1 win 502\n1.001 a > b . ack 1025 win 1',
      times(11, (i) => `${1.1 + i * 0.1} a > b . ack 1025 win ${2 + (i % 11)}`),
    ),
    quiet: CLEAN,
  },
  W5: {
    severity: '.',
    fires: scenario(handshake({ ...NEAR_SERVER, window: 512 }), rounds(160, 64, 512)),
    quiet: scenario(handshake({ ...NEAR_SERVER, window: 100 }), rounds(160, 64, 512)),
  },
  W6: {
    severity: '.',
    fires: scenario(
      handshake(),
      upload(110, (i) => 1 + i * 0.1),
    ),
    quiet: scenario(
      handshake(),
      upload(110, (i) => 1 + i * 0.02),
    ),
  },

  W7: {
    severity: '.',
    fires: scenario(handshake({ toServer: 0.0001, toClient: 0.05, window: 4000 }), growing(40)),
    quiet: scenario(handshake({ toServer: 0.0001, toClient: 0.05, window: 200 }), rounds(64, 16, 200, 0.05)),
  },

  // The window opens, but its sender asks again before it goes on.
  W8: {
    severity: '!',
    fires: scenario(handshake({ window: 8 }), CLOSED, '2 b > a . 1024:1024(0) ack 1 win 502', OPEN),
    quiet: scenario(handshake({ window: 8 }), CLOSED, OPEN),
  },
  W9: {
    severity: '.',
    fires: scenario(handshake({ toServer: 0.0001, toClient: 0.05, window: 4000 }), rounds(64, 16, 4000, 0.05)),
    quiet: scenario(handshake({ toServer: 0.0001, toClient: 0.05, window: 4000 }), growing(40)),
  },

  T1: { severity: '!', fires: fixture('slow-server.pcapng'), quiet: CLEAN },
  T2: {
    severity: '.',
    fires: scenario(handshake(), exchange(0.1), exchange(4, 1)),
    quiet: scenario(handshake(), exchange(0.1), exchange(0.3, 1)),
  },
  T3: {
    severity: '!',
    fires: scenario(
      handshake({ toServer: 0.4 }),
      '1 a > b P. 1:11(10) ack 1 win 502\n1.4 b > a P. 1:11(10) ack 11 win 502\n1.4001 a > b . ack 11 win 502',
    ),
    quiet: scenario(handshake(), exchange(0.1)),
  },
  T4: {
    severity: '!',
    fires: scenario(
      handshake(NEAR_SERVER),
      rounds(4, 1, 502),
      times(30, (r) => {
        const from = 4097 + r * 8192;
        const burst = times(
          8,
          (i) => `${2 + r * 0.4 + i * 1e-5} b > a . ${from + i * 1024}:${from + (i + 1) * 1024}(1024) ack 1 win 502`,
        );
        return `${burst}\n${2.399 + r * 0.4} a > b . ack ${from + 8192} win 502`;
      }),
    ),
    quiet: scenario(handshake(NEAR_SERVER), rounds(40, 8, 502)),
  },
  T5: { severity: '!', fires: fixture('delayed-ack-nagle.pcap'), quiet: CLEAN },
  T6: {
    severity: '.',
    fires: scenario(
      handshake({ toServer: 0.002 }),
      times(
        4,
        (i) => `${1 + i} a > b P. ${1 + 10 * i}:${11 + 10 * i}(10) ack ${1 + 10 * i} win 502
        ${1.045 + i} b > a . ack ${11 + 10 * i} win 502
        ${1.1 + i} b > a P. ${1 + 10 * i}:${11 + 10 * i}(10) ack ${11 + 10 * i} win 502
        ${1.1001 + i} a > b . ack ${11 + 10 * i} win 502`,
      ),
    ),
    quiet: scenario(
      handshake(),
      times(4, (i) => exchange(1 + i, i)),
    ),
  },
  T7: {
    severity: '!!',
    fires: scenario(handshake(), exchange(0.1), '120 a > b P. 11:21(10) ack 11 win 502 retries 5'),
    quiet: scenario(handshake(), exchange(0.1), exchange(120, 1)),
  },
  T8: { severity: '!!', fires: fixture('keep-alives-unanswered.pcap'), quiet: CLEAN },
  // 241 segments of 1000 bytes in 8 s are 0.25 Mbit/s with their headers; one is lost.
  T9: {
    severity: '.',
    fires: scenario(handshake(NEAR_SERVER), steady(241, 8)),
    quiet: scenario(
      handshake(NEAR_SERVER),
      upload(241, (i) => 1 + (i * i) / 7000),
    ),
  },
  T10: {
    severity: '.',
    fires: { scenario: [ENDS, handshake(), exchange(0.1), exchange(4000, 1)].join('\n') },
    quiet: scenario(handshake(), exchange(0.1)),
  },

  T11: {
    severity: '!!',
    fires: scenario(handshake(), GET, '9 a > b F. ack 1 win 502\n9.02 b > a . ack 30 win 502'),
    quiet: scenario(
      handshake(),
      '0.1 a > b P. "log line 1\\n" ack 1 win 502\n0.12 b > a . ack 12 win 502\n9 a > b F. ack 1 win 502',
    ),
  },
  T12: {
    severity: '!',
    fires: scenario(
      handshake(),
      times(120, (i) => exchange(0.1 + i * 0.0203, i)),
    ),
    quiet: scenario(
      handshake(),
      times(120, (i) => exchange(0.1 + i * 0.2, i)),
    ),
  },
  T13: { severity: '!', fires: scenario(handshake(), upTo(1)), quiet: scenario(handshake(), upTo(0.01)) },
  T14: {
    severity: '!',
    fires: { scenario: lookedUp(2) },
    quiet: { scenario: lookedUp(0.02) },
  },
  T15: {
    severity: '.',
    fires: scenario(handshake(), crumbs(320, 10)),
    quiet: scenario(handshake(), crumbs(320, 1000)),
  },
  T16: {
    severity: '!',
    fires: scenario(handshake(), jump(0.42)),
    quiet: scenario(handshake(), jump(0.03)),
  },

  M1: { severity: '!!', fires: fixture('pmtu-black-hole.pcap'), quiet: fixture('lossy-transfer.pcapng') },
  M2: {
    severity: '!!',
    fires: scenario(
      'r 10.0.0.254',
      handshake(NEAR_SERVER),
      '1 b > a . 1:1449(1448) ack 1 win 502\n1.01 r > b icmp fragmentation needed mtu 1400\n1.3 b > a . 1:1449(1448) ack 1 win 502 retries 2',
    ),
    quiet: scenario(
      'r 10.0.0.254',
      handshake(NEAR_SERVER),
      '1 b > a . 1:1449(1448) ack 1 win 502\n1.01 r > b icmp fragmentation needed mtu 1400\n1.3 b > a . 1:1301(1300) ack 1 win 502\n1.32 a > b . ack 1301 win 502',
    ),
  },
  M3: {
    severity: '!',
    fires: scenario(
      handshake(NEAR_SERVER),
      '1 b > a . 1:1449(1448) ack 1 win 502 retries 2',
      '8 b > a . 1:537(536) ack 1 win 502\n8.02 a > b . ack 537 win 502\n8.1 b > a . 537:1073(536) ack 1 win 502\n8.12 a > b . ack 1073 win 502',
      '8.2 b > a . 1073:1449(376) ack 1 win 502\n8.22 a > b . ack 1449 win 502\n8.3 b > a . 1449:1985(536) ack 1 win 502\n8.32 a > b . ack 1985 win 502',
    ),
    quiet: scenario(
      handshake(NEAR_SERVER),
      '1 b > a . 1:1449(1448) ack 1 win 502 retries 2\n4.1 a > b . ack 1449 win 502',
    ),
  },
  M4: { severity: '!!', fires: scenario(handshake(), loop(6)), quiet: scenario(handshake(), loop(3)) },
  S1: { severity: '!!', fires: fixture('tls-unknown-ca.pcapng'), quiet: fixture('tls-handshake.pcapng') },
  S2: {
    severity: '!!',
    fires: scenario(
      handshake(),
      `0.1 a > b P. ${TLS_HELLO} ack 1 win 502\n0.12 b > a . ack ${helloLength + 1} win 502\n9 a > b F. ack 1 win 502`,
    ),
    quiet: fixture('tls-handshake.pcapng'),
  },
  S3: {
    severity: '!!',
    fires: scenario(handshake(), `0.1 a > b P. ${TLS_HELLO} ack 1 win 502\n0.12 b > a R. ack ${helloLength + 1} win 0`),
    quiet: fixture('tls-handshake.pcapng'),
  },
  S4: { severity: '!', fires: fixture('tls-to-plain-port.pcapng'), quiet: fixture('tls-handshake.pcapng') },
  S5: {
    severity: '.',
    fires: scenario(
      handshake(),
      `0.1 a > b P. ${TLS_HELLO} ack 1 win 502\n0.12 b > a P. ${quoted(record(22, serverHello(0x0301, 0x002f)))} ack ${helloLength + 1} win 502`,
    ),
    quiet: fixture('tls-handshake.pcapng'),
  },

  C1: { severity: '!!', fires: fixture('reset-in-the-middle.pcap'), quiet: CLEAN },
  C2: {
    severity: '.',
    fires: scenario(handshake(), exchange(0.1), '2 a > b R. ack 11 win 502'),
    quiet: scenario(handshake(), exchange(0.1), goodbye(2, 10, 10)),
  },
  C3: {
    severity: '!',
    fires: scenario(handshake(), exchange(0.1), '60 b > a R. ack 11 win 0'),
    quiet: scenario(handshake(), exchange(0.1), '2 b > a R. ack 11 win 0'),
  },
  C4: { severity: '!', fires: fixture('half-closed.pcap'), quiet: CLEAN },
  C5: {
    severity: '!',
    fires: scenario(handshake(), exchange(0.1), '1 a > b F. 11:11(0) ack 11 win 502 retries 4'),
    quiet: scenario(handshake(), exchange(0.1), goodbye(1, 10, 10)),
  },
  C6: { severity: '!!', fires: fixture('http-truncated.pcapng'), quiet: CLEAN },
  C7: { severity: '.', fires: scenario(handshake(), exchange(0.1)), quiet: CLEAN },
  C8: { severity: '.', fires: fixture('reset-by-proxy.pcapng'), quiet: fixture('reset-in-the-middle.pcap') },
  C9: {
    severity: '!!',
    fires: scenario(
      handshake(),
      exchange(0.1),
      exchange(0.2, 1),
      '5 b > a F. 21:21(0) ack 21 win 502\n5.0001 a > b . ack 22 win 502',
      '8 a > b P. 21:31(10) ack 22 win 502\n8.02 b > a R 22:22(0)',
    ),
    quiet: scenario(handshake(), exchange(0.1), exchange(0.2, 1), goodbye(5, 20, 20)),
  },
  A1: { severity: '!', fires: fixture('http-errors.pcapng'), quiet: CLEAN },
  A2: { severity: '!', fires: { scenario: shortConnections(30) }, quiet: { scenario: shortConnections(10) } },
  A3: {
    severity: '.',
    fires: scenario(handshake(), '0.1 b > a P. 1:11(10) ack 1 win 502 ttl 57'),
    quiet: scenario(handshake(), exchange(0.1)),
  },
  N1: {
    severity: '.',
    fires: scenario(handshake(), '1 a > b . 1:4345(4344) ack 1 win 502\n1.02 b > a . ack 4345 win 502'),
    quiet: scenario(handshake(), '1 a > b . 1:1449(1448) ack 1 win 502\n1.02 b > a . ack 1449 win 502'),
  },
  N2: {
    severity: '.',
    fires: scenario(
      handshake(),
      '1 a > b . 1:11(10) ack 1 win 502 badsum\n1.1 a > b . 11:21(10) ack 1 win 502 badsum\n1.12 b > a . ack 21 win 502',
    ),
    quiet: scenario(handshake(), exchange(0.1), exchange(1, 1)),
  },
};
