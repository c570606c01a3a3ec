/** The three packets that open a connection, timed. */
import { TcpFlag } from '../wire/segments.ts';
import type { EvidenceSegment } from './evidence-segment.ts';

/** A handshake's last ACK later than this after the SYN/ACK is not the first one: that one was not captured, µs. */
const LATEST_ACK = 3_000_000;

export class Handshake {
  /** Time of the first SYN, of the first SYN/ACK, of the handshake's end, µs; null = not seen. */
  synMicros: number | null = null;
  synAckMicros: number | null = null;
  establishedMicros: number | null = null;
  /** SYN to the acknowledgement that ends the handshake, µs; null = not captured whole. */
  rtt: number | null = null;
  /** A SYN or SYN/ACK was resent: the handshake's time is no round trip (Karn, RFC 6298 section 3). */
  #repeated = false;

  /** µs from SYN to SYN/ACK and from there to the ACK, as seen here; null = not captured whole. */
  get parts(): { toServer: number; toClient: number } | null {
    if (this.rtt === null) return null;
    return {
      toServer: this.synAckMicros! - this.synMicros!,
      toClient: this.establishedMicros! - this.synAckMicros!,
    };
  }

  /** `again`: this side has sent one before. */
  syn({ flags, micros }: EvidenceSegment, again: boolean): void {
    if (again) this.#repeated = true;
    else if (flags & TcpFlag.ack) this.synAckMicros ??= micros;
    else this.synMicros ??= micros;
  }

  /** Any other segment; `start`: its offset in its side's stream. */
  follow({ flags, micros }: EvidenceSegment, start: number): void {
    if (this.establishedMicros !== null || this.synAckMicros === null) return;
    if (flags & TcpFlag.syn || !(flags & TcpFlag.ack)) return;
    this.establishedMicros = micros;
    const first = start === 1 && micros - this.synAckMicros <= LATEST_ACK;
    if (this.synMicros !== null && first && !this.#repeated) this.rtt = Math.max(0, micros - this.synMicros);
  }
}
