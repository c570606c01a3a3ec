/**
 * Finds the connection of a 4-tuple: open addressing over (hash, connection) pairs, at most half full. The hash is the same
 * for both directions; the addresses that settle a match stand in the identity row, which is read for every packet anyway.
 * Only the latest connection of a 4-tuple is in the table (docs/tcptrace.md, "Connections").
 */
import { Batch } from './generated/batch';
import { ADDRESS_PAIR, NOBODY } from './generated/constants';
import { Table } from './generated/settings';
import { rowIn } from './rows';
import { settings } from './settings';
import { networkWord, Words } from './views';

/** Makes room for so many more connections. */
export function prepare(table: Table, count: u32): void {
  while ((table.used + count) * 2 > table.mask + 1) grow(table);
}

/** Direction (2 × connection + side) of segment i, or NOBODY if its 4-tuple is not known yet. */
export function find(table: Table, batch: Batch, i: u32): u32 {
  const slots = table.slots;
  const mask = table.mask;
  const hash = hashOf(table, batch, i);
  let slot = hash & mask;
  while (true) {
    const connection = slots[slot * 2 + 1] - 1;
    if (connection === NOBODY) break;
    if (slots[slot * 2] === hash) {
      const direction = directionOf(table, batch, i, connection);
      if (direction !== NOBODY) {
        table.slot = slot;
        return direction;
      }
    }
    slot = (slot + 1) & mask;
  }
  table.slot = slot;
  return NOBODY;
}

/** A connection that segments of this hash may belong to, NOBODY if there is none: looked up without settling it. */
export function guess(table: Table, hash: u32): u32 {
  return table.slots[(hash & table.mask) * 2 + 1] - 1;
}

/** Puts a connection where the last `find` ended, in place of the older one of the same 4-tuple if there was one. */
export function put(table: Table, connection: u32, batch: Batch, i: u32): void {
  const at = table.slot * 2;
  const slots = table.slots;
  if (slots[at + 1] === 0) table.used++;
  slots[at] = hashOf(table, batch, i);
  slots[at + 1] = connection + 1;
  if (changetype<usize>(table.hashes) !== 0) table.hashes[connection] = slots[at];
}

/** Takes a connection out, unless a later one of its 4-tuple has its place already. */
export function remove(connection: u32): void {
  const table = settings.connections;
  const slots = table.slots;
  const mask = table.mask;
  let slot = table.hashes[connection] & mask;
  while (slots[slot * 2 + 1] !== connection + 1) {
    if (slots[slot * 2 + 1] === 0) return;
    slot = (slot + 1) & mask;
  }
  table.used--;
  close(slots, mask, slot);
}

/** Frees a slot, and moves into it what `find` would look for in vain behind a free one. */
function close(slots: Words, mask: u32, hole: u32): void {
  let free = hole;
  for (let slot = (free + 1) & mask; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & mask) {
    const wanted = slots[slot * 2] & mask;
    if (((slot - wanted) & mask) < ((slot - free) & mask)) continue;
    slots[free * 2] = slots[slot * 2];
    slots[free * 2 + 1] = slots[slot * 2 + 1];
    free = slot;
  }
  slots[free * 2 + 1] = 0;
}

function hashOf(table: Table, batch: Batch, i: u32): u32 {
  const hash = batch.hash[i];
  return table.interfaceInKey === 0 ? hash : (hash ^ batch.interfaceIndex[i]) * 0x9e3779b1;
}

/** Direction of segment i if it belongs to the connection, else NOBODY. */
function directionOf(table: Table, batch: Batch, i: u32, connection: u32): u32 {
  const a = rowIn(table, connection * 2);
  const b = rowIn(table, connection * 2 + 1);
  const version = batch.version[i];
  if (b.version !== version) return NOBODY;
  if (table.interfaceInKey !== 0 && b.interfaceIndex !== batch.interfaceIndex[i]) return NOBODY;
  const source = batch.sourcePort[i];
  const destination = batch.destinationPort[i];
  const ports = b.ports;
  const forward = ports === ((source << 16) | destination);
  const backward = ports === ((destination << 16) | source);
  const ip = batch.bytes + batch.ip[i];
  if (version === 4) {
    const from = networkWord(ip + 12);
    const to = networkWord(ip + 16);
    const one = a.addresses[0];
    const other = a.addresses[1];
    if (forward && from === one && to === other) return connection * 2;
    return backward && from === other && to === one ? connection * 2 + 1 : NOBODY;
  }
  const pair = table.addresses + a.addresses[0] * ADDRESS_PAIR;
  if (forward && sameAddress(pair, ip + 8) && sameAddress(pair + 16, ip + 24)) return connection * 2;
  return backward && sameAddress(pair, ip + 24) && sameAddress(pair + 16, ip + 8) ? connection * 2 + 1 : NOBODY;
}

function sameAddress(one: usize, other: usize): bool {
  return load<u64>(one) === load<u64>(other) && load<u64>(one, 8) === load<u64>(other, 8);
}

function grow(table: Table): void {
  const old = table.slots;
  const slots = table.spare;
  const capacity = (table.mask + 1) * 2;
  const mask = capacity - 1;
  memory.fill(changetype<usize>(slots), 0, capacity * 8);
  for (let from: u32 = 0; from < capacity; from += 2) {
    if (old[from + 1] === 0) continue;
    let slot = old[from] & mask;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = old[from];
    slots[slot * 2 + 1] = old[from + 1];
  }
  table.slots = slots;
  table.spare = old;
  table.mask = mask;
}
