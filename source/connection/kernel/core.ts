/**
 * What every pass accounts for: whose segment it is, packets, marks, the effective window that the rule for reused 4-tuples
 * needs, options, and hardware duplicates (docs/tcptrace.md, "Steps for one segment"). What the traffic stage needs of it is left
 * in the batch.
 */
import * as PacketKind from '../../wire/packet-kinds';
import * as TcpFlag from '../../wire/tcp-flags';
import { FEW, fetchCores, STRETCH } from './fetch';
import { Batch } from './generated/batch';
import { Fact, NO_MSS, NOBODY, OptionSent } from './generated/constants';
import { seenInRing } from './hardware-duplicates';
import { arrive, openConnection, startsAnew } from './opening';
import { accountOptions } from './options';
import { rowOf } from './rows';
import { settings } from './settings';
import { find, prepare } from './table';
import { accountPair } from './udp';
import { scaled, windowEnd } from './window';

const CLOSING = TcpFlag.syn | TcpFlag.fin | TcpFlag.rst;

/** Packets [from, to) of the batch. Returns `to`, or the packet that would open a connection that there is no room for. */
export function core(batch: Batch, from: u32, to: u32): u32 {
  prepare(settings.connections, to - from);
  if (settings.pairs !== null) prepare(settings.pairs!, to - from);
  const ahead = to - from > 1 && settings.totals.connections >= FEW;
  for (let at = from; at < to; at += STRETCH) {
    const end = min(at + STRETCH, to);
    if (ahead) fetchCores(batch, at, end);
    const done = run(batch, at, end);
    if (done < end) return done;
  }
  return to;
}

function run(batch: Batch, from: u32, to: u32): u32 {
  const kinds = batch.kind;
  const numbers = batch.number;
  let tcpPackets = 0;
  let done = to;
  for (let i = from; i < to; i++) {
    batch.direction[i] = NOBODY;
    if (numbers[i] === 0) continue;
    if (kinds[i] === PacketKind.tcp) {
      tcpPackets++;
      if (account(batch, i)) continue;
    } else if (accountOther(batch, i)) continue;
    done = i;
    break;
  }
  settings.totals.tcpPackets += <f64>tcpPackets;
  return done;
}

/** A TCP segment. False if there is no room for its connection. */
function account(batch: Batch, i: u32): bool {
  const flags = batch.flags[i];
  let facts: u32 = 0;
  let direction = find(settings.connections, batch, i);
  if (direction === NOBODY || startsAnew(batch, i, rowOf(direction & ~1), rowOf(direction), rowOf(direction ^ 1))) {
    const connection = openConnection(batch, i);
    if (connection === NOBODY) return false;
    direction = connection * 2;
    facts = Fact.opened;
  } else arrive(rowOf(direction & ~1), batch.micros[i]);

  const mine = rowOf(direction);
  const theirs = rowOf(direction ^ 1);
  if ((flags & CLOSING) !== 0) {
    if ((flags & TcpFlag.syn) !== 0) mine.syns++;
    if ((flags & TcpFlag.rst) !== 0) mine.resets++;
    if ((flags & TcpFlag.fin) !== 0) mine.fins++;
  }
  const advertised = (flags & (TcpFlag.ack | TcpFlag.syn)) !== 0 ? batch.window[i] : 0;
  const scale = mine.windowScale;
  const scales =
    scale !== 0 &&
    (flags & TcpFlag.syn) === 0 &&
    (mine.optionsSent & theirs.optionsSent & OptionSent.windowScale) !== 0;
  const window = scales ? scaled(advertised, scale) : <f64>advertised;
  batch.effectiveWindow[i] = window;
  if ((flags & TcpFlag.syn) !== 0) mine.syn = batch.sequence[i];
  batch.previousWindowEnd[i] = mine.windowEnd;
  if ((flags & TcpFlag.ack) !== 0) mine.windowEnd = windowEnd(batch.acknowledgement[i], window);
  if (rowOf(direction | 1).ignored !== 0) return true;

  batch.direction[i] = direction;
  batch.sackBlocks[i] = 0;
  batch.mss[i] = NO_MSS;
  if ((flags & TcpFlag.urg) !== 0) batch.urgent[i] = urgentPointer(batch, i);
  if (batch.headerLength[i] > 20) facts |= accountOptions(batch, i, mine);
  if ((mine.optionsSent & theirs.optionsSent & OptionSent.windowScale) !== 0) facts |= Fact.bothScale;
  else if ((flags & TcpFlag.syn) === 0) {
    // One side alone does not scale.
    mine.windowScale = 0;
    theirs.windowScale = 0;
  }
  mine.packets++;
  if (settings.hardwareDuplicates !== 0 && seenInRing(batch, i, mine)) {
    facts |= Fact.hardwareDuplicate;
    mine.hardwareDuplicates++;
  }
  batch.facts[i] = facts;
  return true;
}

/** What is not a TCP segment. False if there is no room for its UDP pair. */
function accountOther(batch: Batch, i: u32): bool {
  const kind = batch.kind[i];
  const totals = settings.totals;
  if (kind === PacketKind.tcpCut) totals.tooShort += 1;
  if (settings.pairs === null) return true;
  if (kind === PacketKind.udpCut) totals.tooShort += 1;
  return kind !== PacketKind.udp || accountPair(settings.pairs!, batch, i);
}

function urgentPointer(batch: Batch, i: u32): u32 {
  const at = batch.bytes + batch.transport[i] + 18;
  return ((<u32>load<u8>(at)) << 8) | <u32>load<u8>(at, 1);
}
