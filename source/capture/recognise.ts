/** Which format a file has, by its first bytes and never by its name. */
import { CaptureError } from './capture.ts';
import { otherPacking } from './compression.ts';
import { erfReader, readsAsErf } from './erf.ts';
import { etherPeekReader, readsAsEtherPeek } from './etherpeek.ts';
import { PcapReader } from './pcap.ts';
import { PCAP_HEADER_LENGTH, pcapByteOrder } from './pcap-header.ts';
import { PcapngReader } from './pcapng.ts';
import { sectionByteOrder } from './pcapng-blocks.ts';
import type { FormatReader, Reading } from './reading.ts';
import { readsAsSnoop, snoopReader } from './snoop.ts';
import type { Window } from './window.ts';

/** Bytes that the formats with a magic number are told by. */
const ENOUGH = PCAP_HEADER_LENGTH;

/** Formats that are no captures we read, told apart so that the message can name them. */
const REFUSED: [RegExp, string][] = [
  [/^(a1b2c3cb|cbc3b2a1)/, 'a compiled filter of libpcap, not a capture'],
  [
    /^(a1e2cb12|12cbe2a1)/,
    "netsniff-ng's own variant of pcap, which cannot be read; convert it: netsniff-ng --in in --out out",
  ],
  [/^(a1b234cd|cd34b2a1|a12b3c4d|4d3c2ba1)/, 'a variant of pcap that was never published'],
  [/^(0a0d0a|0d0d0a|..0a0d0a|..0a0d0d)/, 'pcapng damaged by a transfer in text mode; transfer it again in binary mode'],
  [/^7f766572/, 'a Peek tagged file (OmniPeek, AiroPeek), which cannot be read; convert it: editcap -F pcapng in out'],
];

/** Makes the reader of the file that the window stands at the beginning of; null when more bytes are needed to tell. */
export function readerFor(window: Window, reading: Reading): FormatReader | null {
  const { name } = reading.file;
  if (!window.ensure(ENOUGH)) {
    if (!window.exhausted) return null;
    if (window.available === 0) return emptyReader(reading, window.source.ending ?? 'it is empty');
    throw new CaptureError(`${name}: ${window.available} bytes are too short for a capture`);
  }
  const { view, at } = window;
  if (pcapByteOrder(view, at)) return new PcapReader(window, reading);
  if (sectionByteOrder(view, at)) return new PcapngReader(window, reading);
  if (readsAsSnoop(view, at)) return snoopReader(window, reading);

  const start = window.bytes.subarray(at, at + ENOUGH);
  const refusal = otherPacking(start) ?? refusalOf(start);
  if (refusal) throw new CaptureError(`${name}: ${refusal}`);

  const etherPeek = readsAsEtherPeek(window);
  if (etherPeek === 'holds') return etherPeekReader(window, reading);
  const erf = readsAsErf(window);
  if (erf === 'holds') return erfReader(window, reading);
  if (etherPeek === 'open' || erf === 'open')
    return window.ensure(window.available + 1) ? readerFor(window, reading) : null;
  throw new CaptureError(
    `${name}: not a capture in a format that can be read (pcap, pcapng, snoop, ERF, EtherPeek 5 to 7; ` +
      'the layouts of NetMetrix, NetScout and ns files are not public); ' +
      'where Wireshark reads it, convert it: editcap -F pcapng in out',
  );
}

function refusalOf(start: Uint8Array): string | null {
  const digits = Buffer.from(start).toString('hex');
  return REFUSED.find(([magic]) => magic.test(digits))?.[1] ?? null;
}

/** tcptrace takes an empty file for a capture without packets; for anyone else it is a mistake. */
function emptyReader(reading: Reading, why: string): FormatReader {
  if (reading.policy === 'everything') throw new CaptureError(`${reading.file.name}: ${why}`);
  reading.file.format = 'empty';
  reading.note('stopped', 0, why);
  return { fill: () => 'end', recall: () => 0 };
}
