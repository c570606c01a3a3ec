/**
 * All rules, with their thresholds; sources of these in docs/findings.md. For each there is traffic that must fire it and
 * traffic that must not: test/findings/cases.ts.

 */
import { type Rule, rule } from './rule.ts';
import * as answers from './rules/answers.ts';
import { applicationErrors, routeChange } from './rules/application.ts';
import * as closing from './rules/closing.ts';
import { icmpRefused } from './rules/icmp.ts';
import * as integrity from './rules/integrity.ts';
import * as loss from './rules/loss.ts';
import { checksumOffload, segmentationOffload } from './rules/offload.ts';
import * as opening from './rules/opening.ts';
import * as path from './rules/path-and-tls.ts';
import * as timing from './rules/timing.ts';
import * as transfer from './rules/transfer.ts';
import * as windows from './rules/windows.ts';

export const CATALOGUE: readonly Rule[] = [
  rule(
    'O1',
    'SYN unanswered',
    { silentSeconds: 3, warningTries: 2, problemTries: 4, problemSeconds: 7 },
    opening.synUnanswered,
    'always',
  ),
  rule('O2', 'connection refused', {}, opening.refused, 'always'),
  rule('O3', 'turned away by ICMP', {}, icmpRefused),
  rule('O4', 'SYN/ACK retransmitted', { leastSeconds: 0.2 }, opening.synAckRepeated),
  rule('O6', 'slow handshake', { noteSeconds: 0.3, warningSeconds: 1, timesUsual: 3 }, opening.slowHandshake, 'always'),
  rule('O7', 'slow to be used', { noteSeconds: 1, warningSeconds: 5 }, opening.slowFirstByte, 'always'),
  rule('O8', 'no window scaling', { bytes: 256_000, rttMillis: 10 }, opening.noWindowScaling),
  rule('O9', 'no SACK', { lossShare: 0.001 }, opening.noSack),
  rule('O10', 'odd MSS', { least4: 536, least6: 1220, full4: 1460, full6: 1440 }, opening.oddMss),
  rule('O12', 'port reused too early', {}, opening.reusedTooEarly),
  rule('O13', 'one-sided capture', {}, opening.oneSided),
  rule('O14', 'started in the middle', {}, opening.startedInTheMiddle),
  rule('O15', 'options removed on the way', {}, opening.optionsRemoved),

  rule(
    'L1',
    'retransmissions',
    { leastPackets: 20, note: 0.001, warning: 0.01, problem: 0.05, leastWarning: 2, leastProblem: 5 },
    loss.retransmissionRate,
  ),
  rule('L2', 'retransmission time-outs', { warningSeconds: 1, problemSeconds: 3, problemRow: 3 }, loss.timeouts),
  rule('L3', 'fast retransmissions', {}, loss.fastRetransmissions),
  rule(
    'L4',
    'other end vanished',
    { transmissions: 5, leastSeconds: 1, leastRatio: 1.5, mostRatio: 2.5 },
    loss.backoffUntilDead,
  ),
  rule('L5', 'tail loss', { warningShare: 0.03, warningCount: 3 }, loss.tailLoss),
  rule('L6', 'needless retransmissions', { share: 0.3, least: 5, costlySeconds: 0.5 }, loss.spurious),
  rule('L7', 'reordering', { least: 3, note: 0.005, warning: 0.03 }, loss.reordering),
  rule('L8', 'burst loss', { holes: 6, share: 0.5, queueMillis: 10, spread: 0.15, mostOutage: 0.5 }, loss.burstLoss),
  rule('L9', 'periodic loss', { least: 6, spread: 0.15 }, loss.periodicLoss),
  rule('L10', 'capture lost packets', { warningShare: 0.001 }, loss.captureLoss),
  rule('L11', 'packets captured twice', { share: 0.05, least: 1 }, loss.capturedTwice),
  rule('L12', 'congestion signalled', {}, loss.congestionSignalled),
  rule('L13', 'damaged on the way', { least: 2, warning: 0.001, problem: 0.05 }, integrity.corrupted),
  rule('L14', 'SACK of what was never sent', { least: 3 }, integrity.foreignSacks),
  rule('L15', 'sent again with other content', {}, integrity.otherContent),

  rule('W1', 'zero window', { warningMillis: 100, problemMillis: 1000 }, windows.zeroWindow),
  rule(
    'W2',
    'limited by the receive window',
    { leastBytes: 64_000, noteShare: 0.2, warningShare: 0.5, warningRttMillis: 5 },
    windows.windowLimited,
  ),
  rule('W3', 'window full, then silence', { transmissions: 3, mostWindow: 65_535 }, windows.fullThenSilent),
  rule('W4', 'silly window', { steps: 10 }, windows.sillyWindow),
  rule('W5', 'window never grows', { bytes: 10e6, share: 0.2 }, windows.windowNeverGrows),
  rule(
    'W6',
    'sender has nothing to send',
    { leastBytes: 100_000, idleShare: 0.5, flightShare: 0.5 },
    windows.senderLimited,
  ),

  rule(
    'W7',
    'limited by the congestion window',
    { leastBytes: 1_000_000, rttMillis: 30, flightShare: 0.5, busyShare: 0.8 },
    transfer.congestionWindow,
  ),
  rule('W8', 'window update lost', {}, windows.windowUpdateLost),
  rule(
    'W9',
    'limited by the send buffer',
    { leastBytes: 500_000, rttMillis: 5, flightShare: 0.5, plateaus: 15 },
    windows.sendBufferLimited,
  ),

  rule(
    'T1',
    'slow server',
    { noteSeconds: 0.2, warningSeconds: 1, problemSeconds: 5, mostSeconds: 30, pollSeconds: 15, newsSeconds: 5 },
    answers.slowServer,
    'always',
  ),
  rule('T2', 'slow client', { noteSeconds: 1 }, timing.slowClient, 'always'),
  rule('T3', 'slow network', { noteMillis: 100, warningMillis: 300 }, timing.slowNetwork),
  rule(
    'T4',
    'bufferbloat',
    {
      leastSamples: 20,
      leastBytes: 500_000,
      noteTimes: 1,
      noteMillis: 50,
      warningTimes: 3,
      warningMillis: 100,
      problemMillis: 1000,
    },
    timing.bufferbloat,
  ),
  rule('T5', 'delayed ACK meets Nagle', { least: 3, share: 0.6 }, timing.nagleAndDelayedAck),
  rule('T6', 'delayed ACKs', { least: 3 }, timing.delayedAcks),
  rule('T7', 'idle, then dead', { idleSeconds: 60 }, timing.idleThenDead),
  rule('T8', 'keep-alives', { unanswered: 3 }, timing.keepAlives),
  rule(
    'T11',
    'never answered',
    { leastSeconds: 1, problemSeconds: 5, openSeconds: 5, timesUsual: 5 },
    answers.neverAnswered,
    'always',
  ),
  rule(
    'T12',
    'chatty',
    { noteRounds: 50, warningRounds: 100, noteSeconds: 0.5, warningSeconds: 2, share: 0.5, mostThinking: 0.25 },
    answers.chatty,
  ),
  rule('T13', 'waits for 100 Continue', { noteSeconds: 0.2, warningSeconds: 0.5 }, answers.waitsForContinue, 'always'),
  rule('T14', 'slow name look-up', { noteSeconds: 0.3, warningSeconds: 1 }, opening.slowLookUp),
  rule(
    'T15',
    'small writes',
    { segments: 300, bytes: 100, segmentsAMessage: 10, warningSegments: 2000, warningPerSecond: 200 },
    answers.smallWrites,
  ),
  rule('T16', 'round trip jumps', { noteMillis: 100, warningMillis: 300, times: 2, samples: 5 }, timing.roundTripJumps),
  rule('T9', 'rate plateau', { seconds: 5, spread: 0.1, roundShare: 0.04, leastBytes: 200_000 }, transfer.ratePlateau),

  rule(
    'M1',
    'path MTU black hole',
    { leastLength: 1200, shareOfLargest: 0.95, transmissions: 4 },
    path.pathMtuBlackHole,
  ),
  rule('M2', 'ICMP too big ignored', {}, path.icmpTooBigIgnored),
  rule('M3', 'smaller segments helped', { leastLength: 1200, transmissions: 3 }, path.smallerSegmentsHelped),
  rule('M4', 'routing loop', { rounds: 5 }, integrity.routingLoop),
  rule('S1', 'TLS alert', {}, path.tlsAlert, 'always'),
  rule('S2', 'ClientHello unanswered', { seconds: 3 }, path.helloUnanswered, 'always'),
  rule('S3', 'closed after ClientHello', { slackMillis: 100 }, path.closedAfterHello, 'always'),
  rule('S4', 'wrong protocol', {}, path.wrongProtocol, 'always'),
  rule('S5', 'old TLS version', { version: 0x0303 }, path.oldTls, 'always'),

  rule('C1', 'reset in the middle', { foreignHops: 3 }, closing.resetAfterData, 'always'),
  rule('C2', 'reset instead of FIN', { idleSeconds: 30 }, closing.resetInsteadOfFin, 'always'),
  rule('C3', 'reset when idle', { idleSeconds: 30 }, closing.resetWhenIdle, 'always'),
  rule('C4', 'half-closed', { noteSeconds: 30, warningSeconds: 60 }, closing.halfClosed, 'always'),
  rule('C5', 'FIN unanswered', { repeats: 3 }, closing.finUnanswered),
  rule('C6', 'reply cut short', {}, closing.replyCut, 'always'),
  rule('C7', 'never closed', {}, closing.neverClosed),
  rule('C8', 'reset by the proxy', {}, closing.resetByProxy, 'always'),
  rule('C9', 'request on a closing connection', { crossingSeconds: 0.05 }, closing.requestAfterClose, 'always'),
  rule('A1', 'application errors', { warningShare: 0.5, warningCount: 2 }, applicationErrors, 'always'),
  rule('A3', 'TTL changed', {}, routeChange),
  rule('N1', 'segmentation offload', {}, segmentationOffload),
  rule('N2', 'checksum offload', { least: 2, share: 0.5 }, checksumOffload),
];

/** A finding of the first kind already says all that those of the others would say of the same connection. */
export const SAYS_ALL: Readonly<Record<string, readonly string[]>> = {
  O4: ['O6', 'L2', 'L5'],
  O8: ['W2', 'W5'],
  O12: ['C1', 'O6'],
  O13: [
    'L1',
    'L2',
    'L3',
    'L5',
    'L6',
    'L7',
    'L8',
    'L9',
    'L10',
    'T1',
    'T3',
    'T4',
    'T8',
    'T11',
    'W2',
    'W6',
    'C4',
    'C5',
    'C7',
  ],
  T7: ['L1', 'L2', 'L4', 'L5', 'C1', 'C2', 'C3', 'C9', 'T11'],
  W3: ['L1', 'L2', 'L4', 'L5', 'M1', 'T11'],
  M1: ['L1', 'L2', 'L4', 'L5', 'T11', 'T1'],
  M2: ['M1', 'L1', 'L2', 'L4', 'L5'],
  M3: ['L1', 'L2'],
  L1: ['L3', 'W7'],
  L4: ['L1', 'L2', 'L5', 'T11', 'C5'],
  L13: ['L1', 'L2', 'L3', 'L5', 'L8', 'L9'],
  L14: ['L1', 'L2', 'L3', 'L5', 'L6'],
  T5: ['T6', 'T12', 'T15'],
  T11: ['C5', 'C6', 'T2'],
  T16: ['T3', 'T6'],
  S1: ['S3', 'C1', 'C2'],
  S2: ['T11'],
  S3: ['C1', 'C2'],
  S4: ['C1', 'C2'],
  C1: ['C2', 'C3'],
  C6: ['C1', 'C2'],
  C8: ['C6'],
  C9: ['C1', 'C2', 'T2'],
  L2: ['L3', 'L5', 'W7'],
  W1: ['W2'],
  W2: ['W7'],
  W9: ['W7'],
  T4: ['W7'],
  T9: ['W7'],
};
