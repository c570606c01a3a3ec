/** What the description blocks of a pcapng section say: the section itself, its interfaces, their statistics. */
import type { CaptureInterface } from './capture.ts';
import { BLOCK_FRAME, COMMENT, type Option, optionsOf, textOf } from './pcapng-blocks.ts';
import { type Clock, clockOf, digitsOf } from './pcapng-time.ts';
import type { Reading } from './reading.ts';

export interface SectionInterface {
  /** Index into `Capture.interfaces`. */
  number: number;
  linkType: number;
  /** As stated; 0 = no limit. */
  snaplen: number;
  clock: Clock;
  /** Of the process that its comment tells of; 0 = of none. */
  process: number;
}

/** Packet blocks name interfaces by their number in the section. */
export interface Section {
  /** Offset in the file. */
  from: number;
  littleEndian: boolean;
  /** Of a version nobody knows: its blocks are stepped over. */
  foreign: boolean;
  /** Bytes of the longest packet that is handed on. */
  longest: number;
  readonly interfaces: SectionInterface[];
  /** Of Darwin's process blocks, in their order: what they are in Capture.processes. */
  readonly processes: number[];
}

/** An interface as a description block states it, not yet noted anywhere. */
export interface StatedInterface {
  described: Partial<CaptureInterface> & { linkType: number; snaplen: number };
  clock: Clock;
  process: number;
}

const MOST_PROCESS_BLOCKS = 65_536;

const MOST_INTERFACES = 65_536;

/** Takes up what a section header block at `at` says about the capture. */
export function describeSection(
  reading: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  section: Section,
): void {
  const { file } = reading;
  for (const option of blockOptions(view, at, 16, section)) {
    const text = textOf(bytes, option);
    if (option.code === COMMENT) reading.addComment(text);
    if (option.code === 2) file.hardware = text;
    if (option.code === 3) file.system = text;
    if (option.code === 4) file.application = text;
  }
}

export function interfaceOf(
  reading: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  section: Section,
): StatedInterface {
  const { littleEndian } = section;
  const described: StatedInterface['described'] = {
    linkType: view.getUint16(at + 8, littleEndian),
    snaplen: view.getUint32(at + 12, littleEndian),
  };
  let resolution = 6;
  let offsetSeconds = 0;
  let process = 0;
  for (const option of blockOptions(view, at, 8, section)) {
    const { code, length } = option;
    if (code === COMMENT) {
      reading.addComment(textOf(bytes, option));
      process ||= reading.processes.ofComment(textOf(bytes, option));
    }
    if (code === 2) described.name = textOf(bytes, option);
    if (code === 3) described.description = textOf(bytes, option);
    if (code === 9 && length === 1) resolution = bytes[option.at];
    if (code === 11 && length > 1 && bytes[option.at] === 0) described.filter = filterText(bytes, option);
    if (code === 13 && length === 1) described.fcsLength = fcsBytes(bytes[option.at]);
    if (code === 14 && length === 8) offsetSeconds = Number(view.getBigInt64(option.at, littleEndian));
  }
  described.digits = digitsOf(resolution);
  return { described, clock: clockOf(resolution, offsetSeconds), process };
}

/** Notes the interface and gives it its number in the section; those beyond what can be counted are left out. */
export function addToSection(reading: Reading, section: Section, { described, clock, process }: StatedInterface): void {
  if (section.interfaces.length >= MOST_INTERFACES) return;
  const number = reading.addInterface(described);
  if (number < 0) return;
  section.interfaces.push({ number, linkType: described.linkType, snaplen: described.snaplen, clock, process });
}

/** Takes up a block that tells of a process: its number, and in option 2 its name. */
export function describeProcess(
  reading: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  section: Section,
): void {
  if (section.processes.length === MOST_PROCESS_BLOCKS) return;
  const name = blockOptions(view, at, 4, section).find(({ code }) => code === 2);
  const process = {
    pid: view.getUint32(at + 8, section.littleEndian),
    name: name === undefined ? null : textOf(bytes, name),
    container: null,
    pod: null,
  };
  section.processes.push(reading.processes.numberOf(process));
}

/** Takes up the counters of an interface statistics block; a later block replaces an earlier one. */
export function describeStatistics(reading: Reading, view: DataView, at: number, section: Section): void {
  const { littleEndian, interfaces } = section;
  const counted = interfaces[view.getUint32(at + 8, littleEndian)];
  if (!counted) return;
  const known = reading.interface(counted.number);
  for (const { code, at: value, length } of blockOptions(view, at, 12, section)) {
    if (length !== 8) continue;
    const count = Number(view.getBigUint64(value, littleEndian));
    if (code === 4) known.received = count;
    if (code === 5) known.dropped = count;
  }
}

/** The options of the block at `at`, whose body begins with `fixed` bytes of fields. */
function blockOptions(view: DataView, at: number, fixed: number, section: Section): Option[] {
  const total = view.getUint32(at + 4, section.littleEndian);
  return optionsOf(view, at + 8 + fixed, at + total - (BLOCK_FRAME - 8), section.littleEndian);
}

function filterText(bytes: Uint8Array, option: Option): string {
  return textOf(bytes, { ...option, at: option.at + 1, length: option.length - 1 });
}

/** The draft has bits; some writers give bytes. */
function fcsBytes(stated: number): number {
  return stated >= 8 ? stated / 8 : stated;
}
