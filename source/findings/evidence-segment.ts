/**
 * A TCP segment as evidence: what classification and the rules look at. One reused record: copy what you keep.
 */
import type { PacketBatch } from '../capture/packets.ts';
import { OptionKind } from '../connection/layout/constants.ts';
import { TcpOptions } from '../connection/options.ts';
import { u32 } from '../wire/bytes.ts';
import { fold, sumPseudoHeader, sumWords } from '../wire/checksum.ts';
import { isFragment } from '../wire/fragments.ts';
import type { SegmentBatch } from '../wire/segments.ts';

/** IP protocol number. */
const TCP = 6;
/** Without options, bytes. */
const TCP_HEADER = 20;

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
  /** Timestamps (RFC 7323): the sender's, and the one it echoes; 0 = none. */
  timestamp = 0;
  timestampEcho = 0;
  /** Sum over the payload's 16-bit words, folded; -1 = not yet asked for (isChecksumGood). */
  payloadSum = -1;
  #ip = 0;
  #tcp = 0;
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
    this.#ip = ip;
    this.#tcp = tcp;
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
    this.payloadSum = -1;
    this.#readTimestamps(segments.last[i]);
    this.optionsCut = this.payload > segments.last[i] + 1;
  }

  /** Is the TCP checksum right, as far as it can be told? Ask only where all the payload was captured. Notes the payload's sum. */
  isChecksumGood(): boolean {
    const { bytes, payload, length } = this;
    const [ip, tcp] = [this.#ip, this.#tcp];
    if (isFragment(bytes, ip, tcp)) return true;
    this.payloadSum = fold(sumWords(bytes, payload, payload + length));
    const header = sumPseudoHeader(bytes, ip, TCP, payload - tcp + length);
    return fold(sumWords(bytes, tcp, payload, header + this.payloadSum)) === 0xffff;
  }

  /** How many of the SYN's option bytes are padding in a row: where some have been overwritten on the way, more than 3. */
  get paddingInRow(): number {
    let [most, row] = [0, 0];
    for (let at = this.#tcp + TCP_HEADER; at < this.payload; ) {
      const kind = this.bytes[at];
      if (kind === OptionKind.noOperation) most = Math.max(most, ++row);
      else row = 0;
      if (kind === OptionKind.end) break;
      at += kind === OptionKind.noOperation ? 1 : Math.max(2, this.bytes[at + 1]);
    }
    return most;
  }

  #readTimestamps(last: number): void {
    this.timestamp = 0;
    this.timestampEcho = 0;
    if (!this.options.timestamps) return;
    const { bytes } = this;
    const end = Math.min(this.payload, last + 1);
    for (let at = this.#tcp + TCP_HEADER; at + 10 <= end; ) {
      const kind = bytes[at];
      if (kind === OptionKind.timestamps) {
        this.timestamp = u32(bytes, at + 2);
        this.timestampEcho = u32(bytes, at + 6);
        return;
      }
      at += kind === OptionKind.noOperation ? 1 : Math.max(2, bytes[at + 1]);
    }
  }
}
