/** Packets seen twice: each side remembers its last eight (docs/tcptrace.md, "Hardware duplicates"). */
import { Batch } from './generated/batch';
import { Direction } from './generated/direction';

const RING: u32 = 8;

/**
 * Same sequence number and IP identification as one of the side's last eight packets? If not, it is remembered. Most hosts
 * count identifications up, so most packets are seen to be new without a look at the ring.
 */
export function seenInRing(batch: Batch, i: u32, mine: Direction): bool {
  const identification = batch.identification[i];
  const sequence = batch.sequence[i];
  if (identification === 0 || sequence === 0) return false;
  if (identification > mine.ringHighest) mine.ringHighest = identification;
  else if (isInRing(mine, identification, sequence)) return true;
  const slot = mine.ringNext;
  mine.ringSequences[slot] = sequence;
  mine.ringIdentifications[slot] = identification;
  mine.ringNext = (slot + 1) % RING;
  return false;
}

/** If not, it will be: the highest identification becomes that of the ring with it. */
function isInRing(mine: Direction, identification: u32, sequence: u32): bool {
  let highest = identification;
  for (let slot: u32 = 0; slot < RING; slot++) {
    const other = mine.ringIdentifications[slot];
    if (other === identification && mine.ringSequences[slot] === sequence) return true;
    if (other > highest) highest = other;
  }
  mine.ringHighest = highest;
  return false;
}
