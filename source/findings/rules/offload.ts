/** What a capture on the host itself shows because its network card does a part of the work: no faults. */
import type { ConnectionEvidence } from '../evidence.ts';
import { type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { count, size } from '../wording.ts';

/** N1 */
export function segmentationOffload(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { oversized, largest } = evidence.sides[side];
    if (oversized.count === 0) return null;
    const what = `${count(oversized.count, 'segment')} from the ${who(evidence, side)} larger than the MSS, up to ${size(largest)}`;
    const why =
      'Captured before the network card cuts segments, or after it has joined them (TSO, GRO): not what is on the wire.';
    return hit('.', oversized.packets, 0, what, why);
  });
}

/** N2 */
export function checksumOffload(evidence: ConnectionEvidence, limits: Limits<'least' | 'share'>): Hit | null {
  return worst((side) => {
    const { tried, wrong } = evidence.classifier.flows[side].checksums;
    if (wrong < limits.least || wrong <= limits.share * tried) return null;
    const what = `${wrong} of ${count(tried, 'segment')} looked at from the ${who(evidence, side)} have a wrong TCP checksum`;
    return hit(
      '.',
      [evidence.firstPacket],
      0,
      what,
      'Captured before the network card fills in checksums (offload): they are right on the wire.',
    );
  });
}
