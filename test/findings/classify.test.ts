import { describe, expect, it } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { marksOf } from '../../source/findings/classification.ts';
import { Classifier } from '../../source/findings/classify.ts';
import { EvidenceSegment } from '../../source/findings/evidence-segment.ts';
import { pcap, scenario, scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { exchange, goodbye, handshake, scenarioOf } from './traffic.ts';

/** What each packet is called, in order; '' = nothing to say. */
async function marks(bytes: Uint8Array): Promise<string[]> {
  const capture = await openCapture([{ kind: 'file', path: writeTemporary(bytes) }], 'everything');
  const store = new ConnectionStore(undefined, 10, 'core');
  const classifier = new Classifier();
  const segment = new EvidenceSegment();
  const found: string[] = [];
  const pass = new Pass(capture, store, {
    decoder: decoderFor('everything'),
    analyser: ORDINARY,
    cuts: NO_CUTS,
    index: null,
    observers: [
      {
        segment(packets, segments, i, number, outcome) {
          segment.load(packets, segments, i, number, outcome.side);
          found.push(marksOf(classifier.add(segment)).join(', '));
        },
      },
    ],
  });
  await pass.run(new AbortController().signal);
  capture.close();
  return found;
}

/** The marks after the handshake. */
async function marksAfter(opening: string, ...lines: string[]): Promise<string[]> {
  return (await marks(scenario(scenarioOf(opening, FIRST_WINDOW, ...lines)))).slice(4);
}

/** The server's windows are 502 from here on, as the segments of these scenarios have it. */
const FIRST_WINDOW = '0.05 b > a . ack 1 win 502';

describe('classification', () => {
  it('finds nothing to say of clean traffic', async () => {
    expect(await marks(scenario(scenarioOf(handshake(), exchange(0.1), goodbye(1, 10, 10))))).toEqual(
      Array(9).fill(''),
    );
  });

  it('tells SYN and FIN retransmissions from lost data', async () => {
    expect(await marks(scenario(scenarioOf('0 a > b S 0:0(0) retries 2')))).toEqual([
      '',
      'SYN retransmission',
      'SYN retransmission',
    ]);
    expect(await marksAfter(handshake(), '1 a > b F. 1:1(0) ack 1 win 502 retries 2')).toEqual([
      '',
      'FIN retransmission',
      'FIN retransmission',
    ]);
  });

  it('takes a keep-alive for a probe when the window is closed', async () => {
    const open = await marksAfter(
      handshake(),
      exchange(0.1),
      '9 a > b . 10:10(0) ack 11 win 502',
      '9.02 b > a . ack 11 win 502',
    );
    expect(open.slice(3)).toEqual(['keep-alive', 'keep-alive ACK']);
    const closed = await marksAfter(
      handshake(),
      '1 a > b . 1:1001(1000) ack 1 win 502',
      '1.02 b > a . ack 1001 win 0',
      '1.3 a > b . 1000:1000(0) ack 1 win 502',
      '1.32 b > a . ack 1001 win 0',
    );
    expect(closed).toEqual(['', 'zero window', 'zero-window probe', 'probe ACK, zero window']);
  });

  it('tells a fast retransmission from a time-out', async () => {
    const lines = [
      '1 a > b . 1:1001(1000) ack 1 win 502',
      '1.001 a > b . 1001:2001(1000) ack 1 win 502',
      '1.002 a > b . 2001:3001(1000) ack 1 win 502',
    ];
    const asked = [
      '1.021 b > a . ack 1 win 502 <sack 1001:2001>',
      '1.022 b > a . ack 1 win 502 <sack 1001:3001>',
      '1.023 a > b . 1:1001(1000) ack 1 win 502',
    ];
    expect((await marksAfter(handshake(), ...lines, ...asked)).slice(3)).toEqual([
      'duplicate ACK 1, SACK 1',
      'duplicate ACK 2, SACK 1',
      'fast retransmission',
    ]);
    expect((await marksAfter(handshake(), ...lines, '1.3 a > b . 1:1001(1000) ack 1 win 502')).slice(3)).toEqual([
      'retransmission (timeout)',
    ]);
  });

  it('calls a retransmission of what had arrived spurious, by ACK and by SACK', async () => {
    expect(
      await marksAfter(
        handshake(),
        '1 a > b . 1:1001(1000) ack 1 win 502',
        '1.02 b > a . ack 1001 win 502',
        '1.3 a > b . 1:1001(1000) ack 1 win 502',
        '1.32 b > a . ack 1001 win 502 <sack 1:1001>',
      ),
    ).toEqual(['', '', 'spurious retransmission', 'DSACK']);
    expect(
      await marksAfter(
        handshake(),
        '1 a > b . 1:1001(1000) ack 1 win 502',
        '1.001 a > b . 1001:2001(1000) ack 1 win 502',
        '1.021 b > a . ack 1 win 502 <sack 1001:2001>',
        '1.1 a > b . 1001:2001(1000) ack 1 win 502',
      ),
    ).toEqual(['', '', 'duplicate ACK 1, SACK 1', 'spurious retransmission']);
  });

  it('tells a segment that was overtaken from one that was lost before the capture point', async () => {
    const jump = ['1 b > a . 1:1001(1000) ack 1 win 502 id 7', '1.001 b > a . 2001:3001(1000) ack 1 win 502 id 9'];
    const fill = async (line: string) => (await marksAfter(handshake(), ...jump, line)).at(-1);
    expect(await fill('1.002 b > a . 1001:2001(1000) ack 1 win 502 id 8')).toBe('out of order');
    expect(await fill('1.4 b > a . 1001:2001(1000) ack 1 win 502 id 10')).toBe('retransmission (timeout)');
    // Sooner than a round trip, but sent after the packet that is said to have overtaken it.
    expect(await fill('1.002 b > a . 1001:2001(1000) ack 1 win 502 id 10')).toBe('retransmission');
    // Without identifications the time decides.
    expect(await fill('1.002 b > a . 1001:2001(1000) ack 1 win 502 id 0')).toBe('out of order');
  });

  it('sees the last segment resent early as a tail loss probe', async () => {
    const lines = [
      '1 a > b P. 1:1001(1000) ack 1 win 502',
      '1.02 b > a . ack 1001 win 502',
      '2 a > b P. 1001:2001(1000) ack 1 win 502',
      '2.05 a > b P. 1001:2001(1000) ack 1 win 502',
    ];
    expect((await marksAfter(handshake(), ...lines)).at(-1)).toBe('tail loss probe');
  });

  it('knows a packet that a mirror port sent twice from a retransmission', async () => {
    expect(
      await marksAfter(
        handshake(),
        '1 a > b . 1:1001(1000) ack 1 win 502 copy 0.0005',
        '1.02 b > a . ack 1001 win 502',
      ),
    ).toEqual(['', 'captured twice', '']);
    expect((await marksAfter(handshake(), '1 a > b . 1:1001(1000) ack 1 win 502 id 0 copy 0.002')).at(-1)).toBe(
      'retransmission',
    );
  });

  it('knows a capture that was stored twice', async () => {
    const packets = scenarioPackets(scenarioOf(handshake(), exchange(0.1), exchange(1, 1)));
    const found = await marks(pcap([...packets, ...packets.map((packet) => ({ ...packet }))]));
    expect(found.slice(0, 9)).toEqual(Array(9).fill(''));
    expect(new Set(found.slice(9, -1))).toEqual(new Set(['captured twice']));
  });

  it('says what was acknowledged without having been captured, and when it comes late', async () => {
    expect(
      await marksAfter(handshake(), '1 b > a . ack 1001 win 502', '1.0001 a > b . 1:1001(1000) ack 1 win 502'),
    ).toEqual(['acknowledges what was not captured', 'captured late']);
  });

  it('sees the window filled, closed and opened', async () => {
    expect(
      await marksAfter(
        handshake({ window: 8 }),
        '1 b > a . 1:1025(1024) ack 1 win 502',
        '1.0001 a > b . ack 1025 win 0',
        '1.5 a > b . ack 1025 win 8',
      ),
    ).toEqual(['window full', 'zero window', 'window update']);
  });

  it('knows what another interface shows, in super packets or in segments, from what was sent again', async () => {
    const whole = '1 a > b . 1:3001(3000) ack 1 win 502 id 40 ttl 64';
    const parts = [1, 1001, 2001].map(
      (at, i) => `1.0${i + 1} a > b . ${at}:${at + 1000}(1000) ack 1 win 502 id ${40 + i} ttl 63`,
    );
    expect(await marksAfter(handshake(), whole, ...parts)).toEqual([
      '',
      'captured twice',
      'captured twice',
      'captured twice',
    ]);
    const late = '1.5 a > b . 1:3001(3000) ack 1 win 502 id 40 ttl 62';
    expect((await marksAfter(handshake(), ...parts, late)).at(-1)).toBe('captured twice');
    const again = '1.5 a > b . 1001:2001(1000) ack 1 win 502 id 43 ttl 63';
    expect((await marksAfter(handshake(), whole, again)).at(-1)).toBe('retransmission (timeout)');
  });

  it('knows the capture of the other end, however far apart the clocks are', async () => {
    const here = ['1 a > b . 1:1001(1000) ack 1 win 502 id 40 ttl 64', '1.1 b > a . ack 1001 win 502 id 90 ttl 57'];
    const there = ['5 a > b . 1:1001(1000) ack 1 win 502 id 40 ttl 57', '5.1 b > a . ack 1001 win 502 id 90 ttl 64'];
    expect((await marksAfter(handshake(), ...here, ...there)).slice(-2)).toEqual(['captured twice', 'captured twice']);
  });

  it('takes a SYN that the capture has after the data for late', async () => {
    const lines = [
      '0.00 b > a S. 0:0(0) ack 1 win 65535',
      '0.01 a > b . ack 1 win 65535',
      '0.02 a > b P. 1:19(18) ack 1 win 65535',
      '0.03 a > b S 0:0(0) win 65535',
      '0.04 b > a P. 1:501(500) ack 19 win 65535',
    ];
    expect(await marks(scenario(['a 10.0.0.1:1000', 'b 10.0.0.2:80', ...lines].join('\n')))).toEqual([
      ...['', '', '', 'captured late', ''],
    ]);
  });

  it('ignores a SYN/ACK with another number on a connection that is open (RFC 9293 section 3.10.7.4)', async () => {
    const lines = ['1 b > a S. 70000:70000(0) ack 1 win 502', '1.1 b > a P. 1:101(100) ack 1 win 502'];
    expect(await marksAfter(handshake(), ...lines)).toEqual(['SYN retransmission', '']);
  });
});
