/** Rules of the traffic stage: the settings, at hand where they are asked for at every segment. */
import { settings } from './settings';

/** Are round trips and the outstanding window looked at? */
export let roundTrips: bool = false;
/** A DuplicateRule. */
export let duplicates: u32 = 0;
let share: u32 = 0;
let shareMask: u32 = 0;

export function takeRules(): void {
  roundTrips = settings.roundTrips !== 0;
  duplicates = settings.duplicates;
  share = settings.share;
  shareMask = settings.shareMask;
}

/** Does this thread account for the segments of this direction? */
export function isMine(direction: u32): bool {
  return ((direction >> 1) & shareMask) === share;
}
