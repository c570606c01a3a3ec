/**
 * --checksum: packets with a wrong IPv4 or TCP checksum are left out and counted, UDP datagrams only counted. What is not
 * captured whole, and fragments, pass as right (docs/tcptrace.md, "Checksums").
 */
import type { PassCuts } from '../analysis/pass.ts';
import type { ReadingPolicy } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { isIpv4ChecksumGood, isTransportChecksumGood } from '../wire/checksum.ts';
import { PacketKind, type SegmentBatch } from '../wire/segments.ts';

const TCP = 6;
const UDP = 17;
/** Where the IPv4 header has its flags and fragment offset, and the bits of them that make a fragment. */
const FRAGMENT = 6;
const FRAGMENT_BITS = 0x3fff;
/** Where the UDP header has its checksum. */
const UDP_CHECKSUM = 6;

/** Is told of each wrong checksum, as its packet is met. */
export type TellChecksum = (protocol: 'IP' | 'TCP' | 'UDP', packet: number) => void;

const PROTOCOLS = new Map<number, 'IP' | 'TCP' | 'UDP'>([
  [Total.badIpChecksums, 'IP'],
  [Total.badTcpChecksums, 'TCP'],
  [Total.badUdpChecksums, 'UDP'],
]);

export class ChecksumCheck {
  private readonly totals: Float64Array;
  /** Time of the first packet left out before any other was analysed, and of the last one if none came after it, µs. */
  private firstDropped: number | null = null;
  private lastDropped: number | null = null;
  private anyKept = false;

  private readonly skipsTcp6: boolean;
  private readonly tell: TellChecksum | null;

  /** Counts in the store's totals. `policy`: tcptrace finds nothing wrong with TCP over IPv6. */
  constructor({ totals }: ConnectionStore, policy: ReadingPolicy, tell: TellChecksum | null) {
    this.totals = totals;
    this.skipsTcp6 = policy === 'tcptrace';
    this.tell = tell;
  }

  readonly keeps: NonNullable<PassCuts['keeps']> = (packets, segments, i, number) => {
    const bad = this.badTotal(packets, segments, i);
    if (bad === null) {
      this.lastDropped = null;
      this.anyKept = true;
      return true;
    }
    this.totals[bad]++;
    this.tell?.(PROTOCOLS.get(bad)!, number);
    if (bad === Total.badUdpChecksums) return true;
    this.lastDropped = packets.micros[i];
    // A time of exactly 0 is none yet.
    if (!this.anyKept && packets.micros[i] !== 0) this.firstDropped ??= packets.micros[i];
    return false;
  };

  /** After the pass: packets left out count in the time that the trace lasts. */
  settle(): void {
    if (this.firstDropped !== null) this.totals[Total.firstMicros] = this.firstDropped;
    if (this.lastDropped !== null) this.totals[Total.lastMicros] = this.lastDropped;
  }

  /** The total that counts what is wrong with the packet; null = nothing. */
  private badTotal(packets: PacketBatch, segments: SegmentBatch, i: number): number | null {
    const { bytes, kind } = segments;
    const ip = segments.ip[i];
    if (segments.version[i] === 4) {
      const header = (bytes[ip] & 15) << 2;
      const whole = ip + header <= packets.start[i] + packets.captured[i];
      if (whole && !isIpv4ChecksumGood(bytes, ip)) return Total.badIpChecksums;
    }
    const isTcp = kind[i] === PacketKind.tcp && !(this.skipsTcp6 && segments.version[i] === 6);
    if (isTcp && !isTransportGood(packets, segments, i, TCP)) return Total.badTcpChecksums;
    if (kind[i] === PacketKind.udp && !isTransportGood(packets, segments, i, UDP)) return Total.badUdpChecksums;
    return null;
  }
}

function isTransportGood(packets: PacketBatch, segments: SegmentBatch, i: number, protocol: number): boolean {
  const { bytes } = segments;
  const ip = segments.ip[i];
  const transport = segments.transport[i];
  const length = segments.dataLength[i] + (protocol === TCP ? segments.headerLength[i] : 0);
  const fragment = segments.version[i] === 4 && (word(bytes, ip + FRAGMENT) & FRAGMENT_BITS) !== 0;
  if (fragment || length < 0 || transport + length > packets.start[i] + packets.captured[i]) return true;
  if (protocol === UDP && word(bytes, transport + UDP_CHECKSUM) === 0) return true;
  return isTransportChecksumGood(bytes, ip, protocol, transport, length);
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}
