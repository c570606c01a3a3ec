/** Packets seen twice: each side remembers its last eight (docs/tcptrace.md, "Hardware duplicates"). */
import * as CoreByte from '../rows/fields/core-bytes';
import * as CoreShort from '../rows/fields/core-shorts';
import * as Core from '../rows/fields/core-words';
import { Batch } from './batch';
import { Row } from './rows';

const RING: u32 = 8;

/**
 * Same sequence number and IP identification as one of the side's last eight packets? If not, it is remembered. Most hosts
 * count identifications up, so most packets are seen to be new without a look at the ring.
 */
@inline
export function seenInRing(batch: Batch, i: u32, mine: Row): bool {
  const identification = batch.identification[i];
  const sequence = batch.sequence[i];
  if (identification === 0 || sequence === 0) return false;
  if (identification > mine.u16[CoreShort.ringHighest]) mine.u16[CoreShort.ringHighest] = identification;
  else if (isInRing(mine, identification, sequence)) return true;
  const slot = mine.u8[CoreByte.ringNext];
  mine.u32[Core.ringSequence + slot] = sequence;
  mine.u16[CoreShort.ringIdentification + slot] = identification;
  mine.u8[CoreByte.ringNext] = (slot + 1) % RING;
  return false;
}

/** If not, it will be: the highest identification becomes that of the ring with it. */
function isInRing(mine: Row, identification: u32, sequence: u32): bool {
  let highest = identification;
  for (let slot: u32 = 0; slot < RING; slot++) {
    const other = mine.u16[CoreShort.ringIdentification + slot];
    if (other === identification && mine.u32[Core.ringSequence + slot] === sequence) return true;
    if (other > highest) highest = other;
  }
  mine.u16[CoreShort.ringHighest] = highest;
  return false;
}
