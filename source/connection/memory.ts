/**
 * The memory that the kernel works on and everyone else reads: one WebAssembly memory for each store, shared between threads.
 * It is reserved as large as the rows may ever become, but the kernel of the operating system gives real pages only as they are
 * touched; so rows never move and an unused part costs nothing. Behind what is laid out here the kernel adds cells for segments.
 */
import { AddressSpaceError, limitOfAddressSpace, NEEDED } from './address-space.ts';
import { BATCH, COLUMN_BYTES } from './layout/batch.ts';
import { ADDRESS_PAIR } from './layout/constants.ts';
import { OUTCOME } from './layout/outcome.ts';
import { PAIR } from './layout/pair.ts';
import { SETTINGS, TABLE } from './layout/settings.ts';
import { CACHE_LINE, roundUp } from './layout/structure.ts';
import { TOTALS } from './layout/totals.ts';

const PAGE = 2 ** 16;
/** A 32-bit memory holds no more; with less than this there is no point. */
const MOST_PAGES = 2 ** 16;
const LEAST_PAGES = 2 ** 11;

/** Packets in a batch at most. */
export const MOST_PACKETS = 4096;
/** Batches that threads work on at the same time at most. */
export const BATCHES = 8;
/** Threads that work on the same memory at most; each has settings of its own. */
const MOST_KERNELS = 64;

/** What a kernel has of its own: its settings, and after them its tables and what it decided about the last segment. */
const OWN = lines(SETTINGS.bytes) + 2 * lines(TABLE.bytes) + lines(OUTCOME.bytes);
/** A batch with its columns, each of which is a whole number of doubles long. */
const BATCH_BYTES = lines(BATCH.bytes) + lines(COLUMN_BYTES * MOST_PACKETS);
/** Room for the stretch of the capture that is being read, and for packets that lie elsewhere. */
const WINDOW = 2 ** 25;

/** UDP pairs there is room for at most. */
const MOST_PAIRS = 2 ** 21;

/** Where something lies: bytes from the beginning of the memory. */
export interface TableLayout {
  rows: number;
  /** Bytes from one row to the next, two rows a connection. */
  stride: number;
  /** Connections there is room for. */
  capacity: number;
  addresses: number;
  slots: number;
  spareSlots: number;
  /** One word for each row; 0 where connections are not removed. */
  hashes: number;
}

export interface Stretch {
  at: number;
  bytes: number;
}

export interface Layout {
  kernels: number;
  totals: number;
  batches: number;
  window: Stretch;
  packets: Stretch;
  connections: TableLayout;
  pairs: TableLayout;
}

export interface KernelMemory {
  memory: WebAssembly.Memory;
  layout: Layout;
}

/** What rows are kept for. */
export interface Wanted {
  /** Connections, if there is room for so many. */
  connections: number;
  stride: number;
  /** Are connections removed again? */
  removable: boolean;
  /** Of the address space, where it is limited. */
  share: number;
}

/** Parts of the memory for connections and for UDP pairs at most; cells for segments take the rest. */
const CONNECTIONS_PART = 0.8;
const PAIRS_PART = 0.1;
/** Bytes that a connection or pair takes beside its rows: addresses, slots twice, a hash. */
const BESIDE_ROWS = ADDRESS_PAIR + 2 * 32 + 4;

/**
 * Reserves what is wanted, or less where the address space is limited; throws an AddressSpaceError where there is too little of it.
 */
export function reserveMemory(wanted: Wanted): KernelMemory {
  const share = Math.max(LEAST_PAGES, Math.floor((limitOfAddressSpace() * wanted.share) / PAGE));
  for (let maximum = Math.min(MOST_PAGES, share); ; maximum = Math.floor(maximum / 2)) {
    const { layout, end } = layOut(maximum * PAGE, wanted);
    try {
      return { memory: new WebAssembly.Memory({ initial: Math.ceil(end / PAGE), maximum, shared: true }), layout };
    } catch {
      if (maximum <= LEAST_PAGES) throw new AddressSpaceError(NEEDED.report);
    }
  }
}

/** Addresses of what a kernel has of its own: that of thread `number`, 0 = the one that reads. */
export function kernelsOwn({ kernels }: Layout, number: number) {
  if (number >= MOST_KERNELS) throw new RangeError(`more than ${MOST_KERNELS} threads`);
  const settings = kernels + number * OWN;
  const connections = settings + lines(SETTINGS.bytes);
  const pairs = connections + lines(TABLE.bytes);
  return { settings, connections, pairs, outcome: pairs + lines(TABLE.bytes) };
}

export const batchAt = ({ batches }: Layout, number: number): number => batches + number * BATCH_BYTES;

function layOut(room: number, { connections, stride, removable }: Wanted): { layout: Layout; end: number } {
  // What stands before is the program's own.
  let end = PAGE;
  const take = (bytes: number): number => {
    const at = end;
    end += lines(bytes);
    return at;
  };
  const table = (part: number, most: number, rowBytes: number, hashes: boolean): TableLayout => {
    const capacity = Math.min(most, Math.floor((room * part) / (2 * rowBytes + BESIDE_ROWS)));
    const slots = slotBytes(capacity);
    return {
      stride: rowBytes,
      capacity,
      addresses: take(capacity * ADDRESS_PAIR),
      slots: take(slots),
      spareSlots: take(slots),
      hashes: hashes ? take(capacity * 4) : 0,
      rows: take(capacity * 2 * rowBytes),
    };
  };
  const window = Math.min(WINDOW, room / 64);
  const layout = {
    kernels: take(MOST_KERNELS * OWN),
    totals: take(TOTALS.bytes),
    batches: take(BATCHES * BATCH_BYTES),
    window: { at: take(window), bytes: window },
    packets: { at: take(window), bytes: window },
    pairs: table(PAIRS_PART, MOST_PAIRS, PAIR.bytes, false),
    connections: table(CONNECTIONS_PART, connections, stride, removable),
  };
  return { layout, end };
}

/** Slots of 8 bytes for so many, at most half of them used, with a batch more of them to come. */
function slotBytes(capacity: number): number {
  return 2 ** Math.ceil(Math.log2((capacity + MOST_PACKETS) * 2)) * 8;
}

/** In whole cache lines. */
function lines(bytes: number): number {
  return roundUp(bytes, CACHE_LINE);
}
