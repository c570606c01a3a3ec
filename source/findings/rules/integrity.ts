/** What something on the way did to the packets: damaged, renumbered, rewritten, sent in circles. */
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { capturePoint } from '../vantage.ts';
import { count, duration, percent, times } from '../wording.ts';

/** L13 */
export function corrupted(evidence: ConnectionEvidence, limits: Limits<'least' | 'warning' | 'problem'>): Hit | null {
  return worst((side) => {
    const { corrupted: wrong, repaired, dataPackets, timeouts, recovery } = evidence.sides[side];
    // What the receiver was content with is only wrong in the capture.
    if (repaired < limits.least || repaired * 2 < wrong.count || evidence.classifier.flows[side].checksums.offloaded)
      return null;
    const share = wrong.count / dataPackets;
    const severity = grade(share, { warning: limits.warning, problem: limits.problem }) ?? '.';
    const micros = Math.min(evidence.duration, timeouts.total + recovery.cost);
    const cost = micros >= 1000 ? `; recovery took ${duration(micros)}` : '';
    const what = `${percent(share)} of the ${who(evidence, side)}'s segments damaged on the way: ${count(wrong.count, 'wrong checksum')}${cost}`;
    const why = `The receiver drops them, so they count as lost: a bad cable, card or memory before ${capturePoint(evidence)}.`;
    return hit(severity, wrong.packets, micros, what, why);
  });
}

/** L14 */
export function foreignSacks(evidence: ConnectionEvidence, limits: Limits<'least'>): Hit | null {
  return worst((side) => {
    const { foreignSacks: found } = evidence.sides[side];
    if (found.count < limits.least) return null;
    const what = `the ${who(evidence, side)} acknowledges by SACK what was never sent (${times(found.count)})`;
    return hit(
      '!',
      found.packets,
      0,
      what,
      'A firewall shifts sequence numbers, but not those within SACK blocks: the sender cannot use them, and every loss ends in a time-out. Switch that (sequence number randomisation) off.',
    );
  });
}

/** L15 */
export function otherContent(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { changed } = evidence.sides[side];
    if (changed.count === 0) return null;
    const what = `${count(changed.count, 'segment')} of the ${who(evidence, side)} sent again with other content`;
    return hit(
      '!',
      changed.packets,
      0,
      what,
      'No TCP does so: something on the way rewrites data, or someone hides what the receiver gets from whoever watches.',
    );
  });
}

/** M4 */
export function routingLoop(evidence: ConnectionEvidence, limits: Limits<'rounds'>): Hit | null {
  return worst((side) => {
    const { loops } = evidence.classifier.flows[side].recent;
    if (loops.mostRounds < limits.rounds) return null;
    const what = `one packet of the ${who(evidence, side)} came by ${loops.mostRounds} times, its TTL falling from ${loops.from} to ${loops.to}`;
    return hit(
      '!!',
      [loops.packet],
      0,
      what,
      'A routing loop: routers send it to each other until its time to live is over.',
    );
  });
}
