/** Windows: receivers that do not read, senders that wait for them, and senders with nothing to say. */
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { baseRtt, vantageOf } from '../vantage.ts';
import { duration, percent, size, times } from '../wording.ts';

/** W1 */
export function zeroWindow(
  evidence: ConnectionEvidence,
  limits: Limits<'warningMillis' | 'problemMillis'>,
): Hit | null {
  return worst((side) => {
    const { zeroWindows, zeroWindowOpen } = evidence.sides[side];
    const sender = evidence.sides[1 - side];
    if (zeroWindows.count === 0) return null;
    const waited = sender.probes.count > 0 || sender.windowFull.count > 0;
    const never = zeroWindowOpen && waited;
    const lost = waited ? zeroWindows.total : 0;
    const severity = never
      ? '!!'
      : (grade(lost / 1000, { warning: limits.warningMillis, problem: limits.problemMillis }) ?? '.');
    const end = zeroWindowOpen ? ' and never opened it again' : '';
    const what = `the ${who(evidence, side)} closed its window ${times(zeroWindows.count)}${lost > 0 ? ` for ${duration(lost)}` : ''}${end}`;
    const packets = [...zeroWindows.packets, ...sender.probes.packets].slice(0, 20);
    return hit(
      severity,
      packets,
      lost,
      what,
      `The ${who(evidence, side)}'s application is not reading; this is not the network.`,
    );
  });
}

/**
 * The share of the time for which a side was held up by the window, told near the sender by what is in flight, and near the
 * receiver, where data is acknowledged as soon as it is seen, by a throughput of window / round trip.
 */
function heldUp(evidence: ConnectionEvidence, side: 0 | 1, rtt: number): { share: number; micros: number } {
  const { limitedMicros, busyMicros, freshBytes, speakingMicros } = evidence.sides[side];
  const { windowMax } = evidence.sides[1 - side];
  if (vantageOf(evidence).near === who(evidence, side) || rtt === 0 || speakingMicros === 0 || windowMax === 0) {
    return { share: busyMicros === 0 ? 0 : limitedMicros / busyMicros, micros: limitedMicros };
  }
  const paced = freshBytes / speakingMicros / (windowMax / rtt);
  const share = paced >= PACED.least && paced <= PACED.most ? Math.min(1, paced) : 0;
  return { share, micros: share * speakingMicros };
}

/** Throughput by window / round trip that only the window explains. */
const PACED = { least: 0.75, most: 1.3 };

/** W2 */
export function windowLimited(
  evidence: ConnectionEvidence,
  limits: Limits<'leastBytes' | 'noteShare' | 'warningShare' | 'warningRttMillis'>,
): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const { windowMax } = evidence.sides[1 - side];
    if (own.freshBytes < limits.leastBytes) return null;
    const rtt = Math.max(baseRtt(evidence), evidence.classifier.handshake.rtt ?? 0);
    const { share, micros } = heldUp(evidence, side, rtt);
    if (share <= limits.noteShare) return null;
    const severity = share > limits.warningShare && rtt > limits.warningRttMillis * 1000 ? '!' : '.';
    const most =
      rtt > 0 ? `: at most ${size((windowMax / rtt) * 1e6)} a second at a round trip of ${duration(rtt)}` : '';
    const receiver = who(evidence, (1 - side) as 0 | 1);
    const what = `the ${receiver}'s window of ${size(windowMax)} sets the pace${most}; full ${percent(share)} of the time`;
    const why = evidence.classifier.scaled
      ? `The ${receiver}'s receive buffer is too small for this path, or its application reads slowly.`
      : 'Without window scaling no window is larger than 64 kB (RFC 7323): switch it on, or find what strips it.';
    const packets = own.windowFull.packets.length > 0 ? own.windowFull.packets : [evidence.firstPacket];
    return hit(severity, packets, severity === '!' ? micros : 0, what, why);
  });
}

/** W3 */
export function fullThenSilent(
  evidence: ConnectionEvidence,
  limits: Limits<'transmissions' | 'mostWindow'>,
): Hit | null {
  return worst((side) => {
    const chain = evidence.sides[side].longestChain;
    if (chain === null || chain.acknowledged || !chain.windowFull || chain.transmissions < limits.transmissions)
      return null;
    // Of a large window that happens to be full when the way dies L4 tells.
    if (evidence.sides[1 - side].windowMax > limits.mostWindow) return null;
    const span = chain.lastMicros - chain.firstMicros;
    const what = `the ${who(evidence, side)} filled the window, then sent the same ${size(chain.length)} ${chain.transmissions} times over ${duration(span)} without an answer`;
    return hit(
      '!!',
      chain.packets,
      span,
      what,
      `The ${who(evidence, (1 - side) as 0 | 1)} stopped accepting data: the device hangs or its buffer is full.`,
    );
  });
}

/** W4 */
export function sillyWindow(evidence: ConnectionEvidence, limits: Limits<'steps'>): Hit | null {
  return worst((side) => {
    const { smallSteps } = evidence.sides[side];
    if (smallSteps.count < limits.steps) return null;
    const what = `the ${who(evidence, side)} opened its window ${times(smallSteps.count)} by less than a segment`;
    return hit(
      '!',
      smallSteps.packets,
      0,
      what,
      'Silly window syndrome: a broken receiver makes the sender send crumbs.',
    );
  });
}

/** W5 */
export function windowNeverGrows(evidence: ConnectionEvidence, limits: Limits<'bytes' | 'share'>): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const receiver = evidence.sides[1 - side];
    if (own.freshBytes < limits.bytes || receiver.windowMax === 0 || receiver.windowMax > receiver.windowFirst)
      return null;
    if (own.busyMicros === 0 || own.limitedMicros <= limits.share * own.busyMicros) return null;
    const what = `the ${who(evidence, (1 - side) as 0 | 1)}'s window never grew beyond its first ${size(receiver.windowFirst)} over ${size(own.freshBytes)}`;
    return hit(
      '.',
      own.windowFull.packets,
      0,
      what,
      'Receive buffer autotuning is off, or the application set a fixed size.',
    );
  });
}

/** W6 */
export function senderLimited(
  evidence: ConnectionEvidence,
  limits: Limits<'leastBytes' | 'idleShare' | 'flightShare'>,
): Hit | null {
  const { near } = vantageOf(evidence);
  return worst((side) => {
    const own = evidence.sides[side];
    const receiver = evidence.sides[1 - side];
    // Near the receiver all data is acknowledged as soon as it is seen.
    if (near !== who(evidence, side)) return null;
    if (own.freshBytes < limits.leastBytes || own.resent.count > 0 || receiver.windowMax === 0) return null;
    const idle = own.speakingMicros === 0 ? 0 : own.pausedMicros / own.speakingMicros;
    if (idle <= limits.idleShare || own.flightMax >= limits.flightShare * receiver.windowMax) return null;
    const what = `the ${who(evidence, side)} had nothing in flight ${percent(idle)} of the time (${duration(own.pausedMicros)}) while it sent ${size(own.freshBytes)}`;
    return hit(
      '.',
      own.pauses.packets,
      own.pausedMicros,
      what,
      'Its application is slow to produce data; it is not the network.',
    );
  });
}

/** W8 */
export function windowUpdateLost(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { updatesLost } = evidence.sides[side];
    if (updatesLost.count === 0) return null;
    const sender = who(evidence, (1 - side) as 0 | 1);
    const what = `a window update of the ${who(evidence, side)} was lost: the ${sender} waited ${duration(updatesLost.total)} more, until it probed`;
    return hit(
      updatesLost.total >= 200_000 ? '!' : '.',
      updatesLost.packets,
      updatesLost.total,
      what,
      'Updates are not sent again: only the sender’s next probe tells it that the window is open (RFC 9293 section 3.8.6.1).',
    );
  });
}

/** W9 */
export function sendBufferLimited(
  evidence: ConnectionEvidence,
  limits: Limits<'leastBytes' | 'rttMillis' | 'flightShare' | 'plateaus'>,
): Hit | null {
  const { near } = vantageOf(evidence);
  return worst((side) => {
    const own = evidence.sides[side];
    const { windowMax } = evidence.sides[1 - side];
    const rtt = evidence.classifier.pathRtt;
    if (near !== who(evidence, side) || own.freshBytes < limits.leastBytes || rtt < limits.rttMillis * 1000)
      return null;
    if (own.resent.count > 0 || own.plateaus < limits.plateaus || own.flightMax >= limits.flightShare * windowMax)
      return null;
    const what = `the ${who(evidence, side)} never had more than ${size(own.flightMax)} in flight of a window of ${size(windowMax)}: at most ${size((own.flightMax / rtt) * 1e6)} a second`;
    return hit(
      '.',
      [evidence.firstPacket],
      0,
      what,
      'Its send buffer is that small (SO_SNDBUF, tcp_wmem), or it stopped growing: not the network, and not the receiver.',
    );
  });
}
