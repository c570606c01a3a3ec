/** Blocks of pcapng: https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng, section 4. */

export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const OBSOLETE_PACKET = 2;
export const SIMPLE_PACKET = 3;
export const NAME_RESOLUTION = 4;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;
export const DECRYPTION_SECRETS = 10;
/** Darwin's, of a process: https://github.com/apple-oss-distributions/libpcap, pcapng.h */
export const DARWIN_PROCESS = 0x8000_0001;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Type and total length at the front of a block, total length again at its end. */
export const BLOCK_FRAME = 12;
export const LONGEST_BLOCK = 16 << 20;
const LONGEST_SECTION_HEADER = 1 << 20;
const MOST_OPTIONS = 1024;

export const COMMENT = 1;

/** Options of Darwin's packets: the number in the section of the process, and of that on whose behalf it acts. */
export const PROCESS_OF_PACKET = 0x8001;
export const EFFECTIVE_PROCESS = 0x8003;

export interface Option {
  code: number;
  /** Index of the value in the view. */
  at: number;
  /** Bytes of the value, without padding. */
  length: number;
}

export function isPacket(type: number): boolean {
  return type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET;
}

/** Blocks that say something about the capture. */
export function isDescription(type: number): boolean {
  return (
    type === SECTION_HEADER ||
    type === INTERFACE_DESCRIPTION ||
    type === INTERFACE_STATISTICS ||
    type === DARWIN_PROCESS ||
    type === NAME_RESOLUTION
  );
}

/** The byte order of the section whose header block begins at an index; null when none does. */
export function sectionByteOrder(view: DataView, at: number): 'little' | 'big' | null {
  if (view.getUint32(at, true) !== SECTION_HEADER) return null;
  if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return 'little';
  if (view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC) return 'big';
  return null;
}

/** What is wrong with a block's stated total length, in words; null when nothing is. */
export function lengthFault(type: number, total: number): string | null {
  const least = LEAST_TOTAL[type] ?? BLOCK_FRAME;
  const most = type === SECTION_HEADER ? LONGEST_SECTION_HEADER : LONGEST_BLOCK;
  if (total < least) return `a block of type ${type} with a length of ${total}, less than ${least}`;
  if (total % 4 !== 0) return `a block with a length of ${total}, not a multiple of 4`;
  if (total > most) return `a block with a length of ${total}, more than ${most}`;
  return null;
}

const LEAST_TOTAL: Record<number, number> = {
  [SECTION_HEADER]: 28,
  [INTERFACE_DESCRIPTION]: 20,
  [OBSOLETE_PACKET]: 32,
  [SIMPLE_PACKET]: 16,
  [INTERFACE_STATISTICS]: 24,
  [ENHANCED_PACKET]: 32,
  [DECRYPTION_SECRETS]: 20,
  [DARWIN_PROCESS]: 16,
};

/** Whether there is an option that tells of the packet; without allocating, for the way of every packet. */
export function hasRemark(view: DataView, at: number, end: number, littleEndian: boolean): boolean {
  for (let options = 0; at + 4 <= end && options < MOST_OPTIONS; options++) {
    const code = view.getUint16(at, littleEndian);
    if (code === COMMENT || code === PROCESS_OF_PACKET || code === EFFECTIVE_PROCESS) return true;
    if (code === 0) return false;
    at += 4 + padded(view.getUint16(at + 2, littleEndian));
  }
  return false;
}

/** The options in `view` from `at` up to `end`; ends at the end marker or at the first that does not fit. */
export function optionsOf(view: DataView, at: number, end: number, littleEndian: boolean): Option[] {
  const options: Option[] = [];
  while (at + 4 <= end && options.length < MOST_OPTIONS) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === 0 || at + 4 + length > end) break;
    options.push({ code, at: at + 4, length });
    at += 4 + padded(length);
  }
  return options;
}

const decoder = new TextDecoder();

/** The text of an option: UTF-8 with replacement, ended by a NUL if it has one. Not safe for a terminal. */
export function textOf(bytes: Uint8Array, option: Pick<Option, 'at' | 'length'>): string {
  const value = bytes.subarray(option.at, option.at + option.length);
  const nul = value.indexOf(0);
  return decoder.decode(nul < 0 ? value : value.subarray(0, nul));
}

/** A length rounded up to the next multiple of 4. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
