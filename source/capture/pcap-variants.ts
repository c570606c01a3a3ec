/** Writers of pcap that say one thing in the file header and do another in the records; found by looking at the records. */
import { fractionOf, measureRecord, type PcapLayout } from './pcap-record.ts';
import { chain } from './resynchronise.ts';
import type { Window } from './window.ts';

/** SNMP interface types that AIX's tcpdump writes instead of link types (with nanoseconds for microseconds). */
const AIX_LINK_TYPES = new Map([
  [6, 1],
  [9, 6],
  [15, 10],
  [24, 0],
]);

/** Lengths of record headers met in the wild: standard, Kuznetzov's patch, Nokia's firewalls, SuSE 6.3. */
const HEADER_LENGTHS = [16, 24, 20, 28];

/** Records looked at before the unit of time is believed. */
const LOOKED_AT = 100;

export interface PcapVariant {
  layout: PcapLayout;
  linkType: number;
  /** What is unusual, for people. */
  words: string | null;
}

/** Fits the layout to the first records, which begin at the window's cursor. */
export function adaptToRecords(layout: PcapLayout, linkType: number, minor: number, window: Window): PcapVariant {
  window.ensure(window.bytes.length);
  if (window.available === 0) return { layout, linkType, words: null };
  if (holdsFineFractions(layout, window)) {
    const aix = minor === 2 ? AIX_LINK_TYPES.get(linkType) : undefined;
    const words = aix === undefined ? 'under the magic number of microseconds' : 'as AIX writes them';
    const nanoseconds = { ...layout, divisor: 1000, ordinary: { ...layout.ordinary, fraction: 1e9 } };
    return { layout: nanoseconds, linkType: aix ?? linkType, words };
  }
  const fitting = [layout.headerLength, ...HEADER_LENGTHS].find((headerLength) => {
    const tried = { ...layout, headerLength };
    return chain(window, window.at, headerLength, (at) => measureRecord(tried, window.view, at, 0)) === 'holds';
  });
  if (fitting === undefined || fitting === layout.headerLength) return { layout, linkType, words: null };
  return { layout: { ...layout, headerLength: fitting }, linkType, words: `record headers of ${fitting} bytes` };
}

/** Among the first whole records some fractions are too big for microseconds, and none is for nanoseconds. */
function holdsFineFractions(layout: PcapLayout, window: Window): boolean {
  const unbound = { ...layout, ordinary: { ...layout.ordinary, fraction: 1e9 } };
  let fine = 0;
  let seen = 0;
  for (let at = window.at; seen < LOOKED_AT && at + layout.headerLength <= window.end; seen++) {
    const length = measureRecord(unbound, window.view, at, 0);
    if (length === 0) return false;
    if (at + length > window.end) break;
    if (fractionOf(layout, window.view, at) >= layout.ordinary.fraction) fine++;
    at += length;
  }
  return fine * 3 > seen;
}
