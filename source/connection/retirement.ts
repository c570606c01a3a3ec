/**
 * Retires connections of a stream without end, so that memory stays as it is (docs/captures.md, "A stream without end"): when
 * more than so many are kept, those that are over go first, in the order in which they were; when none is, the open one whose
 * last packet is longest ago. Over is a connection that has closed (FIN from both sides, or RST) or that has been silent for so
 * long that a packet would begin a new one. Retired is only between batches, so the stages know nothing of it.
 */

import type { SegmentColumns } from './columns.ts';
import { KeptOrder } from './kept-order.ts';
import type { Kernel } from './kernel.ts';
import { NOBODY } from './layout/constants.ts';
import { asNumber, asRow, type ConnectionRow } from './numbering.ts';
import { type ConnectionStore, Total } from './store.ts';

export class Retirement {
  readonly #most: number;
  /** Silence after which a packet begins a new connection, µs. */
  readonly #idleMicros: number;
  readonly #store: ConnectionStore;
  readonly #kernel: Kernel;
  /** Does the kernel keep segments of the connections? */
  readonly #hasTraffic: boolean;
  readonly #order: KeptOrder;

  constructor(most: number, idleMicros: number, store: ConnectionStore, kernel: Kernel, hasTraffic: boolean) {
    this.#most = most;
    this.#idleMicros = idleMicros;
    this.#store = store;
    this.#kernel = kernel;
    this.#hasTraffic = hasTraffic;
    this.#order = new KeptOrder(store.capacity);
  }

  /** A row for the next connection, emptied. */
  takeRow(): ConnectionRow {
    const row = asRow(this.#order.take());
    this.#store.assign(row, asNumber(this.#store.found + 1));
    return row;
  }

  /**
   * After a batch, of `count` packets: takes note of who was active, then retires what is too many. `retiring` hears of each
   * connection while its row is still there.
   */
  settle({ number, direction }: SegmentColumns, count: number, retiring: (row: ConnectionRow) => void): void {
    const order = this.#order;
    const most = this.#most;
    const store = this.#store;
    for (let i = 0; i < count; i++) {
      if (number[i] === 0 || direction[i] === NOBODY) continue;
      const row = direction[i] >> 1;
      if (this.#hasClosed(row)) order.end(row);
      else order.active(row);
    }
    if (order.count > most) this.#endSilent();
    while (order.count > most) {
      const row = asRow(order.first(store.totals[Total.lookedAt] - 1));
      if (row < 0) return;
      retiring(row);
      this.#retire(row);
    }
  }

  #endSilent(): void {
    const order = this.#order;
    const store = this.#store;
    const idleMicros = this.#idleMicros;
    const silentSince = store.totals[Total.lastFrameMicros] - idleMicros;
    for (let row = order.idlest; row >= 0 && store.identity.lastMicros(row) < silentSince; row = order.idlest) {
      order.end(row);
    }
  }

  /** FIN from both sides, or RST. */
  #hasClosed(row: number): boolean {
    const { core } = this.#store;
    const a = row * 2;
    const b = a + 1;
    return (core.fins(a) > 0 && core.fins(b) > 0) || core.resets(a) > 0 || core.resets(b) > 0;
  }

  #retire(row: ConnectionRow): void {
    const store = this.#store;
    const order = this.#order;
    const { totals } = store;
    const over = order.isOver(row);
    this.#kernel.remove(row);
    if (this.#hasTraffic) {
      this.#kernel.forget(row * 2);
      this.#kernel.forget(row * 2 + 1);
    }
    store.release(row);
    order.giveBack(row);
    // Last, so that who sees it counted sees its row free.
    totals[Total.retired]++;
    if (over) totals[Total.retiredOver]++;
  }
}
