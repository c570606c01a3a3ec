import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../source/capture/capture.ts';
import { examine } from '../../source/findings/diagnose.ts';
import type { Surroundings } from '../../source/findings/rule.ts';
import { BUDGET_ENTRIES } from '../../source/findings/turns.ts';
import { vantageOf } from '../../source/findings/vantage.ts';
import { verdictOf } from '../../source/findings/verdict.ts';
import { writeTemporary } from '../support/scenario.ts';
import { diagnoseFile, diagnoseScenario } from './diagnose-capture.ts';
import { exchange, goodbye, handshake, NEAR_SERVER, scenarioOf } from './traffic.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const AROUND: Surroundings = {
  endMicros: 0,
  accepted: true,
  acceptedBefore: false,
  usualWait: 0,
  nearServer: false,
  resolution: null,
  lastHeard: null,
  fellBack: false,
  otherPortsAnswer: false,
  otherHostsAnswer: false,
  usualHandshake: null,
  server: '10.0.0.2',
  serverPort: 80,
  version: 4,
};

describe('findings', () => {
  it('put the same trouble of many connections on one line', async () => {
    const { findings } = await diagnoseFile(path.join(FIXTURES, 'refused-port.pcap'));
    expect(findings).toEqual([
      {
        id: 'O2',
        severity: '!!',
        connections: [0, 1],
        packets: [1, 2, 3, 4],
        lostSeconds: expect.closeTo(0.045, 2),
        what: '198.51.100.80:8443: connection refused on 2 connections; the worst (#1): refused: 1 SYN answered by RST',
        why: 'The port is closed: the service is not running, or it is the wrong port.',
      },
    ]);
  });

  it('come with the most time lost first, notes last', async () => {
    const { findings } = await diagnoseFile(path.join(FIXTURES, 'lossy-transfer.pcapng'));
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual(['!! L2', '! T1', '!! O2', '. A1']);
  });

  it('collapse a scan into one line that names the open ports', async () => {
    const ends = Array.from({ length: 20 }, (_, i) => `a${i} 10.0.0.1:${40_000 + i}\nb${i} 10.0.0.2:${1 + i}`);
    const tries = Array.from({ length: 20 }, (_, i) =>
      i === 7
        ? `0.7 a7 > b7 S\n0.71 b7 > a7 S. ack 1\n0.72 a7 > b7 R ack 1`
        : `${i * 0.1} a${i} > b${i} S\n${i * 0.1 + 0.01} b${i} > a${i} R. ack 1 win 0`,
    );
    const { findings } = await diagnoseScenario([...ends, ...tries].join('\n'));
    expect(findings.map(({ id, what }) => `${id} ${what}`)).toEqual([
      'O11 10.0.0.1 tried 20 ports of 10.0.0.2; open: 8',
    ]);
  });
});

describe('the verdict', () => {
  it('is a sentence also when nothing is wrong', async () => {
    const clean = scenarioOf(handshake(), exchange(0.1), goodbye(71, 10, 10));
    const { connections } = await diagnoseScenario(clean);
    expect(verdictOf(connections[0], examine(connections[0], AROUND))).toEqual({
      severity: '.',
      text: 'Nothing wrong in TCP: no loss, RTT 20 ms, server wait 0 µs; most of the 71 s is idle.',
    });
  });

  it('is the worst finding otherwise, with its reason', async () => {
    const { connections } = await diagnoseFile(path.join(FIXTURES, 'syn-unanswered.pcap'));
    expect(verdictOf(connections[0], examine(connections[0], { ...AROUND, accepted: false })).text).toBe(
      '4 SYNs over 7.2 s and no answer. Nobody answered: host down, wrong address, or a firewall drops it.',
    );
  });
});

describe('the vantage point', () => {
  const LATE_SYN_ACK = [
    handshake({ toServer: 0.4, toClient: 0.04 }),
    '1 a > b P. 1:11(10) ack 1 win 502\n1.001 b > a P. 1:11(10) ack 11 win 502\n1.041 a > b . ack 11 win 502',
  ].join('\n');

  it.each([
    [handshake(), 'client', 'captured near the client (the server answers in 20 ms, the client in 100 µs)'],
    [handshake(NEAR_SERVER), 'server', 'captured near the server (the server answers in 100 µs, the client in 20 ms)'],
    [
      handshake({ toServer: 0.01, toClient: 0.01 }),
      'middle',
      'captured between both (the server answers in 10 ms, the client in 10 ms)',
    ],
    // What follows knows better than a handshake that was held up.
    [LATE_SYN_ACK, 'server', 'captured near the server (the server answers in 1.0 ms, the client in 40 ms)'],
    [exchange(0.1), 'unknown', 'the handshake was not captured whole'],
  ])('is told with its reason', async (traffic, near, reason) => {
    const { connections } = await diagnoseScenario(scenarioOf(traffic));
    expect(vantageOf(connections[0])).toMatchObject({ near, reason });
  });
});

describe('hostile captures', () => {
  const files = ['lossy-transfer-at-client.pcap', 'http-errors.pcapng', 'tls-handshake.pcapng', 'zero-window.pcap'].map(
    (name) => readFileSync(path.join(FIXTURES, name)),
  );

  it('are diagnosed without a throw, and every microsecond is accounted for', async () => {
    const damage = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(255)), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), damage, async (file, changes) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes[24 + (at % (bytes.length - 24))] = value;
        const diagnosed = await diagnoseFile(writeTemporary(bytes)).catch((failure) => {
          if (failure instanceof CaptureError) return null;
          throw failure;
        });
        for (const evidence of diagnosed?.connections ?? []) {
          const sum = BUDGET_ENTRIES.reduce((total, entry) => total + (evidence?.turns?.budget[entry] ?? 0), 0);
          expect(sum).toBe(evidence?.duration ?? 0);
        }
        for (const { lostSeconds } of diagnosed?.findings ?? []) expect(lostSeconds).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });
});
