/** Where one side's TLS records begin and end (RFC 8446 section 5.1): encrypted or not, each says its type and length. */

const HEADER = 5;

export class TlsRecords {
  /** Type of the record that came last, whole or not; null = none yet. */
  type: number | null = null;
  /** Bytes of the last record that have not come, its header counted. */
  missing = 0;
  /** Something was not captured, so where records begin is no longer known. */
  lost = false;
  readonly #header = new Uint8Array(HEADER);
  #headerBytes = 0;

  /** Payload in order: `length` bytes, of which the first were captured. */
  add(captured: Uint8Array, length: number): void {
    let at = 0;
    while (at < length && !this.lost) {
      if (this.#headerBytes === HEADER) {
        const step = Math.min(this.missing, length - at);
        this.missing -= step;
        at += step;
        if (this.missing === 0) this.#headerBytes = 0;
      } else if (at >= captured.length) {
        this.lost = true;
      } else {
        this.#header[this.#headerBytes++] = captured[at++];
        this.missing = HEADER - this.#headerBytes;
        if (this.#headerBytes === HEADER) this.#begin();
      }
    }
  }

  #begin(): void {
    const [type, major, , high, low] = this.#header;
    this.type = type;
    this.missing = (high << 8) | low;
    this.lost = major !== 3;
    if (this.missing === 0) this.#headerBytes = 0;
  }
}
