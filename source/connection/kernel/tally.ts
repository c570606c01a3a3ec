/** Counts packets of every kind, for the figures of the whole capture. */
import * as PacketKind from '../../wire/packet-kinds';
import { Batch } from './generated/batch';
import { settings } from './settings';

/** The first `count` packets of the batch, those that are to be analysed. */
export function tally(batch: Batch, count: u32): void {
  const totals = settings.totals;
  const numbers = batch.number;
  const kinds = batch.kind;
  const versions = batch.version;
  const captured = batch.captured;
  const wire = batch.wire;
  let ipv4: u32 = 0;
  let ipv6: u32 = 0;
  let other: u32 = 0;
  let icmp: u32 = 0;
  let fragments: u32 = 0;
  let snapped: u32 = 0;
  let bytesCaptured: u64 = 0;
  let bytesOnWire: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (numbers[i] === 0) continue;
    bytesCaptured += captured[i];
    bytesOnWire += wire[i];
    if (captured[i] < wire[i]) snapped++;
    const version = versions[i];
    if (version === 0) {
      other++;
      continue;
    }
    if (version === 4) ipv4++;
    else ipv6++;
    if (kinds[i] === PacketKind.icmp) icmp++;
    else if (kinds[i] === PacketKind.fragment) fragments++;
    if (totals.firstMicros === 0) totals.firstMicros = batch.micros[i];
    totals.lastMicros = batch.micros[i];
  }
  totals.ipv4Packets += <f64>ipv4;
  totals.ipv6Packets += <f64>ipv6;
  totals.otherPackets += <f64>other;
  totals.icmpPackets += <f64>icmp;
  totals.fragments += <f64>fragments;
  totals.snapped += <f64>snapped;
  totals.bytesCaptured += <f64>bytesCaptured;
  totals.bytesOnWire += <f64>bytesOnWire;
}
