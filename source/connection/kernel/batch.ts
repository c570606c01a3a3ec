/**
 * A batch of decoded segments: the addresses of its columns, entry i of which is about packet i. The host writes these addresses
 * (../batch.ts has the same fields in the same order); wire/segments.ts and ../columns.ts say what the columns mean.
 */
import { Bytes, Doubles, Shorts, Words } from './views';

@unmanaged
@final
export class Batch {
  /** What the offsets of packets count from: an address, modulo 2^32. */
  bytes: usize;
  file: u32;

  micros: Doubles;
  interface: Shorts;
  start: Words;
  captured: Words;
  wire: Words;

  kind: Bytes;
  version: Bytes;
  ip: Words;
  transport: Words;
  last: Words;
  sourcePort: Shorts;
  destinationPort: Shorts;
  hash: Words;
  sequence: Words;
  acknowledgement: Words;
  flags: Shorts;
  window: Shorts;
  headerLength: Bytes;
  /** Signed: damaged packets have negative lengths. */
  dataLength: Words;
  identification: Shorts;

  number: Doubles;
  direction: Words;
  effectiveWindow: Doubles;
  previousWindowEnd: Words;
  facts: Bytes;
  mss: Shorts;
  sackBlocks: Bytes;
  urgent: Shorts;
}

/** `direction` of a packet that no later stage looks at (NOBODY). */
export const NOBODY: u32 = 0xffff_ffff;
/** `mss` where the option is absent. */
export const NO_MSS: u32 = 0xffff;
