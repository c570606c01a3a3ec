/** Which format a file has, by its first bytes and never by its name. */
import { CaptureError } from './capture.ts';
import { PcapReader } from './pcap.ts';
import { PCAP_HEADER_LENGTH, pcapByteOrder } from './pcap-header.ts';
import { PcapngReader } from './pcapng.ts';
import { sectionByteOrder } from './pcapng-blocks.ts';
import type { FormatReader, Reading } from './reading.ts';
import type { Window } from './window.ts';

/** Makes the reader for the file that the window stands at the beginning of. */
export function readerFor(window: Window, reading: Reading): FormatReader {
  if (window.ensure(PCAP_HEADER_LENGTH)) {
    if (pcapByteOrder(window.view, window.at)) return new PcapReader(window, reading);
    if (sectionByteOrder(window.view, window.at)) return new PcapngReader(window, reading);
  }
  throw new CaptureError(`${reading.file.name}: not a capture in any format that can be read`);
}
