/** Gathers the evidence of all connections of a pass, by looking over the analyser's shoulder. */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { addressText, ipv4Text, ipv6Text } from '../connection/addresses.ts';
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { u16, u32 } from '../wire/bytes.ts';
import { type IcmpError, readIcmpError } from '../wire/icmp.ts';
import { PacketKind, type SegmentBatch } from '../wire/segments.ts';
import type { IcmpReport } from './events.ts';
import { ConnectionEvidence } from './evidence.ts';
import { EvidenceSegment } from './evidence-segment.ts';
import { DNS_PORT, NameLookUps } from './name-look-ups.ts';
import { Tally } from './samples.ts';

/** An ICMP error is about one of the connections that began last. */
const MOST_SEARCHED = 20_000;
const HOUR = 3600e6;
const UDP_HEADER = 8;
/** Bytes of the length before a DNS message over TCP. */
const DNS_LENGTH = 2;
/** Packets of several queues or clocks come this much out of order without anyone's fault, µs. */
const CLOCK_NOISE = 1000;

export class EvidenceGatherer implements PassObserver {
  /** By connection number; holes where a connection was left out. */
  readonly connections: ConnectionEvidence[] = [];
  /** Times at which the capture's clock went back by more than 1 ms (total: µs), or stood still for over an hour. */
  readonly clockBack = new Tally();
  readonly clockGaps = new Tally();
  readonly lookUps = new NameLookUps();
  /** µs since 1970; 0 = no packet. */
  endMicros = 0;
  /** Every packet of the capture came by; else nothing can be said of its clock. */
  whole = false;
  #seen = 0;
  #lastMicros = 0;
  readonly #store: ConnectionStore;
  readonly #isForwarded: (connection: ConnectionRow) => boolean;
  readonly #current = new EvidenceSegment();

  /** `isForwarded`: whether a connection's headers are a proxy recorder's. */
  constructor(store: ConnectionStore, isForwarded: (connection: ConnectionRow) => boolean = () => false) {
    this.#store = store;
    this.#isForwarded = isForwarded;
  }

  packet(packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    const micros = packets.micros[i];
    this.#seen++;
    const step = this.#seen === 1 ? 0 : micros - this.#lastMicros;
    if (step < -CLOCK_NOISE) this.clockBack.add(number, micros, -step);
    if (step > HOUR) this.clockGaps.add(number, micros, step);
    this.#lastMicros = micros;
    this.endMicros = Math.max(this.endMicros, micros);
    if (segments.kind[i] === PacketKind.icmp) this.#icmp(segments, i, micros, number);
    else if (segments.kind[i] === PacketKind.udp)
      this.#lookUp(segments, i, segments.transport[i] + UDP_HEADER, number, micros);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    this.#current.load(packets, segments, i, number, outcome.side);
    const { connection } = outcome;
    this.connections[connection] ??= new ConnectionEvidence(
      connection,
      this.#isForwarded(connection),
      listenerOf(this.#store, connection),
    );
    this.connections[connection].add(this.#current);
    if (this.#current.length > DNS_LENGTH)
      this.#lookUp(segments, i, this.#current.payload + DNS_LENGTH, number, packets.micros[i]);
  }

  end(): void {
    const { totals } = this.#store;
    this.endMicros = Math.max(this.endMicros, totals[Total.lastMicros]);
    this.whole = this.#seen >= totals[Total.packets];
    for (const evidence of this.connections) evidence?.finish();
  }

  /** A DNS message, if the ports say so. Over TCP its length stands before it (RFC 1035 section 4.2.2). */
  #lookUp(segments: SegmentBatch, i: number, at: number, packet: number, micros: number): void {
    const { bytes, transport, last } = segments;
    const [source, destination] = [u16(bytes, transport[i]), u16(bytes, transport[i] + 2)];
    if (source !== DNS_PORT && destination !== DNS_PORT) return;
    const ip = segments.ip[i];
    const ends =
      segments.version[i] === 4
        ? { from: ipv4Text(u32(bytes, ip + 12)), to: ipv4Text(u32(bytes, ip + 16)) }
        : { from: ipv6Text(bytes.subarray(ip + 8, ip + 24)), to: ipv6Text(bytes.subarray(ip + 24, ip + 40)) };
    this.lookUps.message(bytes, at, last[i] + 1, ends, micros, packet);
  }

  #icmp(segments: SegmentBatch, i: number, micros: number, packet: number): void {
    const { bytes } = segments;
    const version = segments.version[i] === 4 ? 4 : 6;
    const error = readIcmpError(bytes, version, segments.transport[i], segments.last[i] + 1);
    if (error === null) return;
    const found = this.#connectionOf(error, bytes);
    if (found === null) return;
    const at = segments.ip[i];
    const from = version === 4 ? ipv4Text(u32(bytes, at + 12)) : ipv6Text(bytes.subarray(at + 8, at + 24));
    const report: IcmpReport = {
      micros,
      packet,
      version,
      type: error.type,
      code: error.code,
      mtu: error.mtu,
      from,
      side: found.side,
    };
    this.connections[found.connection]?.path.report(report);
  }

  /** The latest connection with the quoted segment's ends, and which of its sides sent that segment. */
  #connectionOf(error: IcmpError, bytes: Uint8Array): { connection: ConnectionRow; side: 0 | 1 } | null {
    const { identity } = this.#store;
    const ends = quotedAddresses(error, bytes);
    const last = this.#store.count - 1;
    for (let connection = last; connection >= 0 && connection > last - MOST_SEARCHED; connection--) {
      for (const side of [0, 1] as const) {
        const other = (1 - side) as 0 | 1;
        if (
          identity.port(connection, side) !== error.sourcePort ||
          identity.port(connection, other) !== error.destinationPort
        )
          continue;
        if (identity.version(connection) !== error.version) continue;
        if (
          addressText(identity, connection, side) !== ends.source ||
          addressText(identity, connection, other) !== ends.destination
        )
          continue;
        return { connection: asRow(connection), side };
      }
    }
    return null;
  }
}

/** Ports below are given to services only, the others to clients by common systems (Linux from 32768, RFC 6335 from 49152). */
const FIRST_REGISTERED = 1024;
const FIRST_EPHEMERAL = 32_768;

/** The side that is the server, by its port. */
function listenerOf({ identity }: ConnectionStore, connection: ConnectionRow): 0 | 1 | null {
  for (const first of [FIRST_REGISTERED, FIRST_EPHEMERAL]) {
    const low = ([0, 1] as const).filter((side) => identity.port(connection, side) < first);
    if (low.length === 1) return low[0];
  }
  return null;
}

function quotedAddresses({ version, ip }: IcmpError, bytes: Uint8Array): { source: string; destination: string } {
  if (version === 4) return { source: ipv4Text(u32(bytes, ip + 12)), destination: ipv4Text(u32(bytes, ip + 16)) };
  return { source: ipv6Text(bytes.subarray(ip + 8, ip + 24)), destination: ipv6Text(bytes.subarray(ip + 24, ip + 40)) };
}
