/** What sets the pace of a long transfer that neither the windows nor the applications hold up. */
import type { ConnectionEvidence } from '../evidence.ts';
import { RATE_INTERVAL } from '../rate-watch.ts';
import { type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { vantageOf } from '../vantage.ts';
import { duration, size } from '../wording.ts';

/** Of a full segment on Ethernet, headers counted, so much is payload (1448 of 1514 bytes). */
const PAYLOAD_SHARE = 1448 / 1514;
/** What links and shapers are sold as, Mbit/s, times any power of ten. */
const ROUND_RATES = [1, 1.5, 1.6, 2, 2.5, 3, 3.2, 4, 5, 6, 6.4, 7.5, 8, 10];

/** T9 */
export function ratePlateau(
  evidence: ConnectionEvidence,
  limits: Limits<'seconds' | 'spread' | 'roundShare' | 'leastBytes'>,
): Hit | null {
  return worst((side) => {
    const { rate, resent, loadedRtt, lateAcks, rtt } = evidence.sides[side];
    const { intervals, bytes } = rate.longest;
    const seconds = (intervals * RATE_INTERVAL) / 1e6;
    if (seconds < limits.seconds || bytes < limits.leastBytes || rate.spread >= limits.spread) return null;
    const queued = loadedRtt.count > 0 && loadedRtt.median > 2 * rtt.min;
    if (resent.count === 0 && !queued) return null;
    const megabits = (bytes * 8) / seconds / 1e6 / PAYLOAD_SHARE;
    const round = nearestRound(megabits);
    if (Math.abs(round - megabits) > limits.roundShare * round) return null;
    const what = `the ${who(evidence, side)}'s data flows at an even ${megabits.toPrecision(2)} Mbit/s for ${duration(seconds * 1e6)}`;
    const packets = resent.packets.length > 0 ? resent.packets : lateAcks.packets;
    return hit('.', packets, 0, what, `A shaper or the slowest link on the way gives about ${round} Mbit/s.`);
  });
}

function nearestRound(megabits: number): number {
  const scale = 10 ** Math.floor(Math.log10(megabits));
  const rates = ROUND_RATES.map((rate) => Number((rate * scale).toPrecision(3)));
  return rates.reduce((best, rate) => (Math.abs(rate - megabits) < Math.abs(best - megabits) ? rate : best));
}

/** W7 */
export function congestionWindow(
  evidence: ConnectionEvidence,
  limits: Limits<'leastBytes' | 'rttMillis' | 'flightShare' | 'busyShare'>,
): Hit | null {
  const { near } = vantageOf(evidence);
  return worst((side) => {
    const own = evidence.sides[side];
    const { windowMax } = evidence.sides[1 - side];
    const rtt = evidence.classifier.pathRtt;
    if (near !== who(evidence, side) || own.freshBytes < limits.leastBytes || rtt < limits.rttMillis * 1000)
      return null;
    if (windowMax === 0 || own.flightMax >= limits.flightShare * windowMax) return null;
    if (own.speakingMicros === 0 || own.speakingMicros - own.pausedMicros < limits.busyShare * own.speakingMicros)
      return null;
    const pace = (own.freshBytes / own.speakingMicros) * 1e6;
    const least = Number.isFinite(own.rtt.min) ? own.rtt.min : rtt;
    const what = `the ${who(evidence, side)} had at most ${size(own.flightMax)} in flight of a window of ${size(windowMax)}: ${size(pace)} a second (bandwidth-delay product ${size((pace * least) / 1e6)})`;
    return hit(
      '.',
      [evidence.firstPacket, evidence.lastPacket],
      0,
      what,
      "The sender's congestion window sets the pace: normal at the start, and on long or lossy ways.",
    );
  });
}
