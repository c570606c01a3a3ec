/** Captures that our own proxy recorded (docs/proxy.md, "Recording"): their bytes are real, their headers made up. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { CaptureFile } from './capture.ts';
import { BLOCK_FRAME, optionsOf, SECTION_HEADER, textOf } from './pcapng-blocks.ts';

/** What the recorder calls itself in a section header (shb_userappl of the pcapng draft). */
export const PROXY_RECORDER = 'tcptrace-tui proxy';

/**
 * True where windows, acknowledgements, segment boundaries and round trips of the file are the recorder's, not the network's.
 * Bytes, their order, the times of forwarding, and how connections began and ended are as they were.
 */
export const isProxyRecording = ({ application }: Pick<CaptureFile, 'application'>): boolean =>
  application === PROXY_RECORDER;

/** Bytes that a recorder's section header takes at most. */
const LONGEST_HEADER = 4096;
/** Options of a section header block begin behind byte-order magic, version and length; code 4 names the application. */
const OPTIONS = 24;
const APPLICATION = 4;
const BYTE_ORDER = 0x1a2b3c4d;

/** Whether the file begins as a recording of the proxy's does, as far as can be seen without reading it; never throws. */
export function beginsAsProxyRecording(path: string): boolean {
  const bytes = beginningOf(path);
  if (bytes.length < OPTIONS) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint32(8, true) === BYTE_ORDER;
  if (view.getUint32(0, littleEndian) !== SECTION_HEADER || view.getUint32(8, littleEndian) !== BYTE_ORDER)
    return false;
  const end = Math.min(view.getUint32(4, littleEndian) - (BLOCK_FRAME - 8), bytes.length);
  const application = optionsOf(view, OPTIONS, end, littleEndian).find(({ code }) => code === APPLICATION);
  return application !== undefined && textOf(bytes, application) === PROXY_RECORDER;
}

function beginningOf(path: string): Uint8Array {
  const bytes = new Uint8Array(LONGEST_HEADER);
  try {
    // A pipe's bytes can be read only once, and not by us.
    if (!statSync(path).isFile()) return bytes.subarray(0, 0);
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    // What is wrong with the file is said when it is opened to be read.
    return bytes.subarray(0, 0);
  }
}
