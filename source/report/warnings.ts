/** -w and --warn_…: what is odd about single packets, a line each (docs/tcptrace.md, "Warnings"). */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { directionLabel, label } from '../connection/labels.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { optionWarnings } from './option-warnings.ts';
import type { Output } from './output.ts';
import type { Complain } from './reading.ts';
import type { TcptraceSwitches } from './request.ts';

/** Packets of a direction among which a hardware duplicate is looked for. */
const RING = 8;

interface Seen {
  sequence: number;
  identification: number;
  packet: number;
}

/** What a direction has sent. */
interface Sent {
  recent: Seen[];
  syn: number | null;
  fin: number | null;
}

/** What is named. */
export interface WarningKinds {
  /** Packets and options that are too short. */
  short: boolean;
  /** Among them UDP datagrams. */
  udp: boolean;
  /** Hardware duplicates. */
  duplicates: boolean;
  /** SYNs and FINs sent again with another number. */
  resent: boolean;
  /** Reserved header bits that are not 0, and flags that were reserved once: ECE, CWR. */
  reserved: boolean;
  /** Wrong checksums, as far as they are verified. */
  checksums: boolean;
}

export function warningsOf({ booleans, udp }: TcptraceSwitches): WarningKinds {
  const isOn = (name: string): boolean => booleans.get(name) === true;
  return {
    short: isOn('warn_printtrunc'),
    udp,
    duplicates: isOn('warn_printhwdups'),
    resent: isOn('warn_printbad_syn_fin_seq'),
    reserved: isOn('warn_printbadmbz'),
    checksums: isOn('warn_printbadcsum'),
  };
}

export class Warnings implements PassObserver {
  private readonly kinds: WarningKinds;
  private readonly store: ConnectionStore;
  private readonly output: Output;
  private readonly complain: Complain;
  private readonly sent = new Map<number, Sent>();

  constructor(
    kinds: WarningKinds,
    { store, output, complain }: { store: ConnectionStore; output: Output; complain: Complain },
  ) {
    this.kinds = kinds;
    this.store = store;
    this.output = output;
    this.complain = complain;
  }

  packet(_packets: PacketBatch, segments: SegmentBatch, i: number, number: number): void {
    if (!this.kinds.short) return;
    const kind = segments.kind[i];
    if (kind === PacketKind.tcpCut) this.complain(`TCP packet ${number} truncated too short to trace, ignored`);
    if (kind === PacketKind.udpCut && this.kinds.udp)
      this.complain(`UDP packet ${number} truncated too short to trace, ignored`);
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    const sent = this.sentBy(2 * outcome.connection + outcome.side);
    const flags = segments.flags[i];
    const sequence = segments.sequence[i];
    if (this.kinds.resent && flags & TcpFlag.syn) {
      this.compare('SYN', sent.syn, sequence, outcome);
      sent.syn = sequence;
    }
    if (this.kinds.resent && flags & TcpFlag.fin) {
      const fin = (sequence + segments.dataLength[i]) >>> 0;
      this.compare('FIN', sent.fin, fin, outcome);
      sent.fin = fin;
    }
    if (this.kinds.reserved) this.noteReservedBits(segments, i, number);
    if (this.kinds.short) for (const line of optionWarnings(segments, i, number)) this.complain(line);
    if (this.kinds.duplicates) this.noteDuplicate(sent, segments, i, number, outcome);
  }

  private noteReservedBits({ bytes, transport }: SegmentBatch, i: number, number: number): void {
    const reserved = bytes[transport[i] + 12] & 15;
    const flags = bytes[transport[i] + 13];
    if (reserved !== 0)
      this.complain(`TCP packet ${number}: 4 reserved bits are not zero (0x${reserved.toString(16)})`);
    if (flags >> 6 !== 0)
      this.complain(`TCP packet ${number}: upper flag bits are not zero (0x${flags.toString(16).padStart(2, '0')})`);
  }

  private sentBy(direction: number): Sent {
    let sent = this.sent.get(direction);
    if (sent === undefined) {
      sent = { recent: [], syn: null, fin: null };
      this.sent.set(direction, sent);
    }
    return sent;
  }

  private compare(what: string, was: number | null, now: number, { connection, side, micros }: SegmentOutcome): void {
    if (was === null || was === now) return;
    const { identity } = this.store;
    const first = identity.label(connection);
    const seconds = Math.trunc(Math.max(0, micros - identity.firstMicros(connection)) / 1e6);
    const ends = `${label(first + side)}->${label(first + 1 - side)}`;
    this.complain(`${ends}: rexmitted ${what} had diff. seqnum! (was ${was}, now ${now}, etime: ${seconds} sec)`);
  }

  /** On standard output, as tcptrace has it; the identification with its bytes swapped. */
  private noteDuplicate(sent: Sent, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    const sequence = segments.sequence[i];
    const identification = segments.identification[i];
    if (outcome.hardwareDuplicate) {
      const before = sent.recent.find((seen) => seen.sequence === sequence && seen.identification === identification);
      const direction = directionLabel(this.store.identity.label(outcome.connection), outcome.side).replace('2', '->');
      const swapped = ((identification & 255) << 8) | (identification >> 8);
      this.output.ascii(
        `${direction}: saw hardware duplicate of TCP seq ${sequence}, IP ID ${swapped} (packet ${number} == ${before?.packet})\n`,
      );
    } else if (sequence !== 0 && identification !== 0) {
      sent.recent.push({ sequence, identification, packet: number });
      if (sent.recent.length > RING) sent.recent.shift();
    }
  }
}
