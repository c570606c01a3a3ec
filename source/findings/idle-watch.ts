/** Long silences that data ended: did the connection survive them (T7)? */
import type { Attempt, Reset } from './events.ts';
import type { SideEvidence } from './side-evidence.ts';

/** Silences shorter than this are not looked at, µs. */
const LEAST_SILENCE = 1_000_000;
/** A reset, or a FIN, this soon after data belongs to it, µs. */
const SOON = 3_000_000;
const DEAD_TRANSMISSIONS = 4;

/** A silence that data ended. */
interface Silence {
  /** µs of silence, and when it ended. */
  idle: number;
  micros: number;
  packet: number;
  side: 0 | 1;
}

export class IdleWatch {
  /** µs of the longest silence after which data still got through. */
  longestLived = 0;
  died: { idle: number; packet: number; side: 0 | 1 } | null = null;
  #silence: Silence | null = null;
  readonly #sides: readonly [SideEvidence, SideEvidence];

  constructor(sides: readonly [SideEvidence, SideEvidence]) {
    this.#sides = sides;
  }

  /** New data after `idle` µs without a packet. The silence before it was survived. */
  data(silence: Silence): void {
    if (silence.idle <= LEAST_SILENCE) return;
    this.#survived();
    this.#silence = silence;
  }

  /** The connection's end: did the data after the last silence get through? */
  finish(reset: Reset | null, fins: readonly [Attempt | null, Attempt | null]): void {
    if (this.#silence === null) return;
    const { idle, packet, side, micros } = this.#silence;
    const chain = this.#sides[side].longestChain;
    const lost = chain !== null && !chain.acknowledged && chain.transmissions >= DEAD_TRANSMISSIONS;
    const refused = reset !== null && reset.packet > packet && reset.sincePeerData < SOON;
    const fin = fins[side];
    const closes = fin !== null && fin.micros - micros < SOON;
    if (!closes && (lost || refused)) this.died = { idle, packet, side };
    else this.#survived();
  }

  #survived(): void {
    if (this.#silence !== null) this.longestLived = Math.max(this.longestLived, this.#silence.idle);
  }
}
