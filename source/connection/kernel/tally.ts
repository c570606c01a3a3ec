/** Counts packets of every kind, for the figures of the whole capture. */
import * as PacketKind from '../../wire/packet-kinds';
import * as Total from '../rows/fields/totals';
import { Batch } from './batch';
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
    if (totals[Total.firstMicros] === 0) totals[Total.firstMicros] = batch.micros[i];
    totals[Total.lastMicros] = batch.micros[i];
  }
  totals[Total.ipv4Packets] += <f64>ipv4;
  totals[Total.ipv6Packets] += <f64>ipv6;
  totals[Total.otherPackets] += <f64>other;
  totals[Total.icmpPackets] += <f64>icmp;
  totals[Total.fragments] += <f64>fragments;
  totals[Total.snapped] += <f64>snapped;
  totals[Total.bytesCaptured] += <f64>bytesCaptured;
  totals[Total.bytesOnWire] += <f64>bytesOnWire;
}
