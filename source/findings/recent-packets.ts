/**
 * The last packets of a side, to know those that are in the capture a second time: a mirror port or the interface "any" saw
 * them twice, files were merged, or the network itself delivered them twice.
 */
import { TcpFlag } from '../wire/segments.ts';
import type { EvidenceSegment } from './evidence-segment.ts';

/** Packets remembered of a side: more than pass between two capture points. */
const MOST = 1024;
/** A copy follows its packet within this, µs: sooner than any retransmission timer runs out. */
const WITHIN = 200_000;
/** And within these where IP identifications do not tell packets apart: no sender repeats its data, or bare acknowledgements, so soon. */
const WITHIN_UNNUMBERED = 1000;
const WITHIN_BARE = 50;
/** What was captured at both ends may be stamped by clocks that are any time apart. */
const EVER = Number.POSITIVE_INFINITY;

interface Recent {
  micros: number;
  sequence: number;
  acknowledgement: number;
  identification: number;
  checksum: number;
  hops: number;
  length: number;
  flags: number;
  /** How often it came by with a smaller TTL each time, the first included. */
  rounds: number;
  firstHops: number;
}

export class RecentPackets {
  /** By a hash of what copies have in common, oldest first. */
  readonly #packets = new Map<number, Recent>();
  /** The packet that came by most often with a falling TTL. */
  readonly loops = { mostRounds: 0, from: 0, to: 0, packet: 0 };
  #lastIdentification = -1;
  /** This side gives every packet another IP identification (RFC 6864 asks it of no packet that cannot be fragmented). */
  #numbered = true;

  /**
   * Is this packet in the capture for the second time? The same fields and IP identification within 200 ms. Where
   * identifications do not tell, the checksums must be equal, and the times closer than any resending; or the TTL differs: it
   * was captured before and behind a router. Remembers the packet.
   */
  isCopy(segment: EvidenceSegment): boolean {
    // Each segment that comes for a connection that is no more is answered by the same RST (RFC 9293 section 3.5.2).
    if (segment.flags & TcpFlag.rst) return false;
    const key = keyOf(segment);
    const one = this.#packets.get(key);
    if (one !== undefined && alike(one, segment)) {
      const later = segment.micros - one.micros;
      const sameSum = one.checksum === segment.checksum;
      const routed = one.hops !== segment.hops && sameSum;
      const numbered = this.#numbered && segment.identification !== 0;
      const within = numbered && routed ? EVER : numbered || routed ? WITHIN : sameSum ? withinUnnumbered(segment) : 0;
      if (later >= 0 && later <= within) {
        this.#round(one, segment);
        return true;
      }
    }
    if (segment.identification !== 0 && this.#lastIdentification === segment.identification) this.#numbered = false;
    this.#lastIdentification = segment.identification;
    this.#remember(key, segment);
    return false;
  }

  #round(one: Recent, { hops, packet }: EvidenceSegment): void {
    if (hops >= one.hops) return;
    one.hops = hops;
    one.rounds++;
    if (one.rounds <= this.loops.mostRounds) return;
    Object.assign(this.loops, { mostRounds: one.rounds, from: one.firstHops, to: hops, packet });
  }

  #remember(key: number, segment: EvidenceSegment): void {
    const packets = this.#packets;
    packets.delete(key);
    packets.set(key, remembered(segment));
    if (packets.size <= MOST) return;
    for (const oldest of packets.keys()) {
      packets.delete(oldest);
      return;
    }
  }
}

function keyOf({ sequence, acknowledgement, identification, length, flags }: EvidenceSegment): number {
  return Math.imul(
    sequence ^ Math.imul(acknowledgement, 31) ^ (identification << 8) ^ (length << 4) ^ flags,
    0x9e3779b1,
  );
}

function alike(one: Recent, other: EvidenceSegment): boolean {
  return (
    one.sequence === other.sequence &&
    one.acknowledgement === other.acknowledgement &&
    one.identification === other.identification &&
    one.length === other.length &&
    one.flags === other.flags
  );
}

/** SYNs come again after a second (RFC 6298 section 2.1). */
function withinUnnumbered({ flags, length }: EvidenceSegment): number {
  if (flags & TcpFlag.syn) return WITHIN;
  return length > 0 || flags & TcpFlag.fin ? WITHIN_UNNUMBERED : WITHIN_BARE;
}

function remembered({
  micros,
  sequence,
  acknowledgement,
  identification,
  checksum,
  hops,
  length,
  flags,
}: EvidenceSegment): Recent {
  return {
    micros,
    sequence,
    acknowledgement,
    identification,
    checksum,
    hops,
    length,
    flags,
    rounds: 1,
    firstHops: hops,
  };
}
