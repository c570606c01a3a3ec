/** What a segment says of the other side's data: acknowledged, selectively acknowledged, missing, sent needlessly. */
import { TcpFlag } from '../wire/segments.ts';
import type { Classification } from './classification.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';

/** Data or an acknowledgement farther ahead of all that was captured is damage; real windows are seldom larger. */
export const LARGEST_WINDOW = 64 * 2 ** 20;
const MOST_UNSEEN = 64;
/** Windows are at least this, where they are not known, bytes. */
const LEAST_REACH = 2 ** 20;

/** `flow`: the sender of the segment; `other`: whose data it acknowledges. */
export function readAcknowledgement(found: Classification, flow: Flow, other: Flow, segment: EvidenceSegment): void {
  const { flags, length, window, micros } = segment;
  let ack = other.offset(segment.acknowledgement);
  const plausible = ack >= 0 && ack - other.next <= LARGEST_WINDOW;
  if (plausible) {
    if (ack > other.next) beyondCaptured(found, other, ack, segment);
    found.unseen += unseenBelow(other, ack);
    const bare = length === 0 && !(flags & (TcpFlag.syn | TcpFlag.fin)) && found.kind === 'control';
    if (ack > other.acked) {
      found.advances = true;
      const { rtt, needless } = other.acknowledge(ack, micros, segment.timestampEcho);
      found.rtt = rtt;
      found.needless = needless;
    } else if (bare && ack === flow.lastAck && window !== flow.rawWindow) {
      found.windowUpdate = window !== 0;
    } else if (bare && ack === flow.lastAck) {
      if (other.probing === 'keep-alive') found.keepAliveAnswer = true;
      else if (other.probing === 'zero-window probe') found.probeAnswer = true;
      else if (other.outstanding > 0 && window !== 0) found.duplicateAck = flow.duplicateAcks + 1;
    }
    ack = Math.max(ack, flow.lastAck);
    flow.duplicateAcks = ack === flow.lastAck ? Math.max(flow.duplicateAcks, found.duplicateAck) : 0;
    flow.lastAck = ack;
  }
  if (segment.options.sackBlocks > 0) readBlocks(found, flow, other, segment);
  flow.ackMicros = micros;
  flow.rawWindow = window;
}

/** Bytes acknowledged beyond all that was captured; one may be a probe's byte or a FIN. */
function beyondCaptured(found: Classification, other: Flow, ack: number, { micros, packet }: EvidenceSegment): void {
  const beyond = ack - other.next;
  if (other.packets > 0 && beyond > 1) {
    found.unseen += beyond;
    other.unseen.push({ start: other.next, end: ack, micros, packet });
    if (other.unseen.length > MOST_UNSEEN) other.unseen.shift();
  }
  other.advance(ack, micros, 0);
}

/** Holes below the acknowledgement: these bytes arrived, so the capture missed them. */
function unseenBelow(other: Flow, ack: number): number {
  let bytes = 0;
  while (other.holes.length > 0 && other.holes[0].end <= ack) {
    const hole = other.holes.shift()!;
    bytes += hole.end - hole.start;
    other.unseen.push(hole);
  }
  if (other.unseen.length > MOST_UNSEEN) other.unseen.splice(0, other.unseen.length - MOST_UNSEEN);
  return bytes;
}

function readBlocks(found: Classification, flow: Flow, other: Flow, { options }: EvidenceSegment): void {
  found.sackBlocks = options.sackBlocks;
  const edges = Array.from({ length: Math.min(4, options.sackBlocks) }, (_, i) => ({
    left: other.offset(options.left[i]),
    right: other.offset(options.right[i]),
  }));
  const [first, second] = edges;
  // Nobody receives beyond the window that it offers, nor hears twice what is far behind: it is another numbering.
  const reach = Math.max(LEAST_REACH, 2 * flow.windowMax);
  found.foreignSack = edges.some(({ left, right }) => right - flow.lastAck > reach || left < flow.lastAck - reach);
  if (found.foreignSack) return;
  // RFC 2883 section 4: below the acknowledgement, or inside the second block.
  const repeated = second !== undefined && first.left >= second.left && first.right <= second.right;
  found.duplicateSack = first.right > first.left && (first.right <= flow.lastAck || repeated);
  for (const { left, right } of edges) other.sack(left, right);
}
