/**
 * A TCP segment as evidence: what classification and the rules look at. One reused record: copy what you keep.
 */
import type { PacketBatch } from '../capture/packets.ts';
import { TcpOptions } from '../connection/options.ts';
import { isTransportChecksumGood } from '../wire/checksum.ts';
import { isFragment } from '../wire/fragments.ts';
import type { SegmentBatch } from '../wire/segments.ts';

/** IP protocol number. */
const TCP = 6;

export class EvidenceSegment {
  /** Number in the capture, 1-based. */
  packet = 0;
  /** µs since 1970. */
  micros = 0;
  side: 0 | 1 = 0;
  /** TcpFlag bits. */
  flags = 0;
  /** As in the header, 32 bits; the window unscaled. */
  sequence = 0;
  acknowledgement = 0;
  window = 0;
  checksum = 0;
  /** Payload bytes by the headers (≥ 0), and how many of them are at `payload` in `bytes`. */
  length = 0;
  captured = 0;
  bytes: Uint8Array = new Uint8Array(0);
  payload = 0;
  /** IPv4 identification, 0 for IPv6. */
  identification = 0;
  /** Time to live or hop limit. */
  hops = 0;
  /** ECN field of the IP header: 3 = congestion experienced (RFC 3168 section 5). */
  ecn = 0;
  private ip = 0;
  private tcp = 0;
  readonly options = new TcpOptions();
  /** The header was not captured whole: options may be missing. */
  optionsCut = false;

  /** Takes TCP segment i of a decoded batch. */
  load(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, side: 0 | 1): void {
    const { bytes } = segments;
    const ip = segments.ip[i];
    const tcp = segments.transport[i];
    const v4 = segments.version[i] === 4;
    this.packet = number;
    this.ip = ip;
    this.tcp = tcp;
    this.micros = packets.micros[i];
    this.side = side;
    this.flags = segments.flags[i];
    this.sequence = segments.sequence[i];
    this.acknowledgement = segments.acknowledgement[i];
    this.window = segments.window[i];
    this.checksum = (bytes[tcp + 16] << 8) | bytes[tcp + 17];
    this.payload = tcp + segments.headerLength[i];
    this.length = Math.max(0, segments.dataLength[i]);
    this.captured = Math.min(this.length, Math.max(0, segments.last[i] + 1 - this.payload));
    this.bytes = bytes;
    this.identification = segments.identification[i];
    this.hops = v4 ? bytes[ip + 8] : bytes[ip + 7];
    this.ecn = v4 ? bytes[ip + 1] & 3 : (bytes[ip + 1] >> 4) & 3;
    this.options.read(segments, i);
    this.optionsCut = this.payload > segments.last[i] + 1;
  }

  /** Is the TCP checksum right, as far as it can be told? Ask only where all the payload was captured. */
  isChecksumGood(): boolean {
    if (isFragment(this.bytes, this.ip, this.tcp)) return true;
    return isTransportChecksumGood(this.bytes, this.ip, TCP, this.tcp, this.payload - this.tcp + this.length);
  }
}
