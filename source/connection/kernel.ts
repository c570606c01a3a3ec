/**
 * The kernel: what is done for each packet, written in AssemblyScript (./kernel) and run as WebAssembly on shared memory. Here is
 * all that this side knows of it: its calls, and how its settings are written down.
 */
import program from './kernel/index.wasm';
import { DuplicateRule as DuplicateRules } from './layout/constants.ts';
import { SETTINGS, TABLE } from './layout/settings.ts';
import type { Structure } from './layout/structure.ts';
import { type KernelMemory, kernelsOwn, type Layout, type TableLayout } from './memory.ts';

/** Slots of a table before it grows, of so many bytes each. */
const FIRST_SLOTS = 2 ** 12;
const SLOT = 8;

/** How duplicate acknowledgements are recognised. */
const DUPLICATES = {
  bsd: DuplicateRules.bsd,
  number: DuplicateRules.number,
  'number with data': DuplicateRules.numberWithData,
} as const;

export type DuplicateRule = keyof typeof DUPLICATES;

export interface Rules {
  /** µs of silence after which a packet of a known 4-tuple begins a new connection; infinite where only a SYN does. */
  idleMicros: number;
  /** Only a SYN with another sequence number begins a new connection of a known 4-tuple. */
  splitAtSynOnly: boolean;
  /** Packets of different capture interfaces are different connections. */
  interfaceInKey: boolean;
  hardwareDuplicates: boolean;
  traceUdp: boolean;
  duplicates: DuplicateRule;
  /** Rows have fields for round trips and the outstanding window. */
  roundTrips: boolean;
}

/** Which connections a traffic stage accounts for: every `of`-th (a power of two), those with remainder `mine`. */
export interface Share {
  mine: number;
  of: number;
}

export const ALL: Share = { mine: 0, of: 1 };

/** What the kernel asks. */
export interface Host {
  /** Is the connection, or the UDP pair, with this number (0-based) left out of all statistics? null = none is. */
  ignored: ((number: number, udp: boolean) => boolean) | null;
  /** A row for a new connection, where rows are used again. */
  takeRow: (() => number) | null;
}

/** Its calls. `batch`: a batch's address; packets [from, to) of it. */
export interface Kernel {
  /** Reads the headers of the first `count` frames where they are plain Ethernet ones; returns how many are not. */
  readPlain(batch: number, count: number, padding: number): number;
  /** Counts the first `count` packets, of whatever kind. */
  tally(batch: number, count: number): void;
  /** The core stage. Returns `to`, or the packet that would open a connection that there is no room for. */
  core(batch: number, from: number, to: number): number;
  /** The traffic stage, behind the core stage. */
  traffic(batch: number, from: number, to: number): void;
  /** Takes a connection out of the table. */
  remove(connection: number): void;
  /** Gives back what the segment store keeps of a direction. */
  forget(direction: number): void;
}

let compiled: WebAssembly.Module | null = null;

/** Starts a kernel; `number`: which of the threads on this memory it is (0 = the one that reads). */
export function startKernel(
  { memory, layout }: KernelMemory,
  number: number,
  rules: Rules,
  share: Share,
  host: Host,
): Kernel {
  compiled ??= new WebAssembly.Module(program);
  const { exports } = new WebAssembly.Instance(compiled, {
    env: { memory },
    host: {
      ignored: (connection: number, udp: number) => host.ignored?.(connection, udp !== 0) ?? false,
      takeRow: () => host.takeRow?.() ?? 0,
    },
  });
  const kernel = exports as Kernel & { configure(at: number): void };
  writeSettings(new DataView(memory.buffer), number, layout, rules, share, host);
  kernel.configure(kernelsOwn(layout, number).settings);
  return kernel;
}

/** From now on the kernel, the only one on this memory, goes by these rules and knows no connection. */
export function restartKernel({ memory, layout }: KernelMemory, rules: Rules, host: Host): void {
  const { buffer } = memory;
  writeSettings(new DataView(buffer), 0, layout, rules, ALL, host);
  for (const { slots } of [layout.connections, layout.pairs]) new Uint8Array(buffer, slots, FIRST_SLOTS * SLOT).fill(0);
}

function writeSettings(
  view: DataView,
  number: number,
  layout: Layout,
  rules: Rules,
  { mine, of }: Share,
  { ignored, takeRow }: Host,
): void {
  const own = kernelsOwn(layout, number);
  write(view, own.settings, SETTINGS, {
    idleMicros: rules.idleMicros,
    totals: layout.totals,
    outcome: own.outcome,
    connections: own.connections,
    pairs: rules.traceUdp ? own.pairs : 0,
    splitAtSynOnly: Number(rules.splitAtSynOnly),
    hardwareDuplicates: Number(rules.hardwareDuplicates),
    asksIgnored: Number(ignored !== null),
    asksRow: Number(takeRow !== null),
    duplicates: DUPLICATES[rules.duplicates],
    roundTrips: Number(rules.roundTrips),
    share: mine,
    shareMask: of - 1,
  });
  writeTable(view, own.connections, layout.connections, rules.interfaceInKey);
  writeTable(view, own.pairs, layout.pairs, false);
}

function writeTable(view: DataView, at: number, table: TableLayout, interfaceInKey: boolean): void {
  const { rows, stride, capacity, addresses, slots, spareSlots, hashes } = table;
  write(view, at, TABLE, {
    ...{ rows, stride, capacity, addresses, addressPairs: 0 },
    ...{ slots, spare: spareSlots, mask: FIRST_SLOTS - 1, used: 0, slot: 0, hashes },
    interfaceInKey: Number(interfaceInKey),
  });
}

/** Every field of the structure at `at`. */
function write<Name extends string>(
  view: DataView,
  at: number,
  { fields }: Structure<Name>,
  values: Readonly<Record<Name, number>>,
): void {
  for (const name of Object.keys(values) as Name[]) {
    const { type, offset } = fields[name];
    if (type === 'f64') view.setFloat64(at + offset, values[name], true);
    else view.setUint32(at + offset, values[name], true);
  }
}
