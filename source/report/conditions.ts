/** Which of the conditional rows of the long output a connection has, as a number with a bit for each. */

import { OptionSent } from '../connection/layout/constants.ts';
import { Direction } from '../connection/layout/direction.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { isReset } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Condition, Parts } from './rows.ts';

export const CONDITION_BIT: Readonly<Record<Condition, number>> = {
  resets: 1,
  rfc1323: 2,
  'window scale': 4,
  sack: 8,
  duplicates: 16,
  ambiguous: 32,
};

/** Bits of the conditions that hold for either direction of the connection. */
export function conditionsOf(store: ConnectionStore, connection: ConnectionRow, { rtt }: Parts): number {
  const { core } = store;
  const a = 2 * connection;
  const b = a + 1;
  const either = (mark: number): boolean => core.hasSent(a, mark) || core.hasSent(b, mark);
  let bits = 0;
  if (isReset(store, connection)) bits |= CONDITION_BIT.resets;
  if (either(OptionSent.windowScale)) bits |= CONDITION_BIT['window scale'];
  if (either(OptionSent.windowScale | OptionSent.timestamps)) bits |= CONDITION_BIT.rfc1323;
  if (either(OptionSent.sackPermitted)) bits |= CONDITION_BIT.sack;
  if (core.hardwareDuplicates(a) + core.hardwareDuplicates(b) > 0) bits |= CONDITION_BIT.duplicates;
  if (rtt && store.read(a, Direction.ambiguousCount) + store.read(b, Direction.ambiguousCount) > 0)
    bits |= CONDITION_BIT.ambiguous;
  return bits;
}
