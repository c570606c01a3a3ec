/**
 * The memory that the kernel works on and everyone else reads: one WebAssembly memory for each store, shared between threads.
 * It is reserved as large as the rows may ever become, but the kernel of the operating system gives real pages only as they are
 * touched; so rows never move and an unused part costs nothing. Behind what is laid out here the kernel adds cells for segments.
 */
import { ADDRESS_PAIR } from './rows/fields/identity.ts';

const PAGE = 2 ** 16;
/** A 32-bit memory holds no more. */
const MOST_PAGES = 2 ** 16;

/** Packets in a batch at most. */
export const MOST_PACKETS = 4096;
/** Batches that threads work on at the same time at most. */
export const BATCHES = 8;
/** Threads that work on the same memory at most; each has settings of its own. */
const MOST_KERNELS = 64;

/** Bytes of a kernel's settings, of the counters of the whole capture, and of a batch with its columns. */
const SETTINGS = 512;
const TOTALS = 512;
const BATCH = 256 + MOST_PACKETS * 128;
/** Room for the stretch of the capture that is being read, and for packets that lie elsewhere. */
const WINDOW = 2 ** 25;
const PACKETS = 2 ** 25;

/** UDP pairs there is room for, and bytes of their rows. */
const MOST_PAIRS = 2 ** 21;
export const PAIR_STRIDE = 40;

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
  settings: number;
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
}

/** Most connections of rows of `stride` bytes: so many that a gigabyte is left for segments in a long report. */
const most = (stride: number): number => Math.floor((3.2 * 2 ** 30) / (stride * 2 + ADDRESS_PAIR + 40));

/** Reserves what is wanted, or less where the address space or the machine's memory is limited; throws RangeError if nearly none. */
export function reserveMemory({ connections, stride, removable }: Wanted): KernelMemory {
  for (let room = Math.min(connections, most(stride)); ; room = Math.ceil(room / 2)) {
    const { layout, end } = layOut(room, stride, removable);
    const initial = Math.ceil(end / PAGE);
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum: MOST_PAGES, shared: true }), layout };
    } catch (refusal) {
      if (room < 1000) throw refusal;
    }
  }
}

/** Where a kernel's settings lie: those of thread `number`, 0 = the one that reads. */
export function settingsOf({ settings }: Layout, number: number): number {
  if (number >= MOST_KERNELS) throw new RangeError(`more than ${MOST_KERNELS} threads`);
  return settings + number * SETTINGS;
}

export const batchAt = ({ batches }: Layout, number: number): number => batches + number * BATCH;

function layOut(connections: number, stride: number, removable: boolean): { layout: Layout; end: number } {
  // What stands before is the program's own.
  let end = PAGE;
  const take = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const table = (capacity: number, rowBytes: number, hashes: boolean): TableLayout => {
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
  const layout = {
    settings: take(MOST_KERNELS * SETTINGS),
    totals: take(TOTALS),
    batches: take(BATCHES * BATCH),
    window: { at: take(WINDOW), bytes: WINDOW },
    packets: { at: take(PACKETS), bytes: PACKETS },
    pairs: table(MOST_PAIRS, PAIR_STRIDE, false),
    connections: table(connections, stride, removable),
  };
  return { layout, end };
}

/** Slots of 8 bytes for so many, at most half of them used, with a batch more of them to come. */
function slotBytes(capacity: number): number {
  return 2 ** Math.ceil(Math.log2((capacity + MOST_PACKETS) * 2)) * 8;
}
