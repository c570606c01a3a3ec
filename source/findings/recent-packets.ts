/** The last packets of a side, to know those that a mirror port or a merge put into the capture a second time. */
import type { EvidenceSegment } from './evidence-segment.ts';

const RECENT = 8;
/** A copy follows its packet within this, µs; and within this where IP identifications do not tell packets apart. */
const WITHIN = 1000;
const WITHIN_UNNUMBERED = 50;

interface Recent {
  micros: number;
  sequence: number;
  acknowledgement: number;
  identification: number;
  checksum: number;
  length: number;
  flags: number;
}

export class RecentPackets {
  private readonly packets: Recent[] = [];
  private at = 0;
  private newest: Recent | null = null;
  /** This side gives every packet another IP identification (RFC 6864 asks it of no packet that cannot be fragmented). */
  private numbered = true;

  /**
   * Is this packet in the capture for the second time: the same fields and IP identification, at most 1 ms later? Where
   * identifications do not tell, the checksums must be equal, or the times: no sender repeats itself within microseconds.
   * Remembers the packet.
   */
  isCopy(segment: EvidenceSegment): boolean {
    const { micros, sequence, acknowledgement, identification, checksum, length, flags } = segment;
    const numbered = this.numbered && identification !== 0;
    if (this.newest !== null && micros - this.newest.micros <= WITHIN) {
      for (const one of this.packets) {
        if (one.sequence !== sequence || one.acknowledgement !== acknowledgement || one.length !== length) continue;
        if (one.flags !== flags || one.identification !== identification) continue;
        const later = micros - one.micros;
        const same = numbered ? later <= WITHIN : one.checksum === checksum && later <= WITHIN_UNNUMBERED;
        if (later === 0 || (later > 0 && same)) return true;
      }
    }
    if (this.newest?.identification === identification) this.numbered = false;
    this.remember({ micros, sequence, acknowledgement, identification, checksum, length, flags });
    return false;
  }

  private remember(packet: Recent): void {
    if (this.packets.length < RECENT) this.packets.push(packet);
    else this.packets[this.at] = packet;
    this.newest = packet;
    this.at = (this.at + 1) % RECENT;
  }
}
