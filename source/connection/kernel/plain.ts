/**
 * Reads the headers of plain frames: IPv4 or IPv6 straight on Ethernet, no fragment, no extension header, TCP with its header whole.
 * These are nearly all packets of nearly all captures; whatever else there is, and how it is to be taken, wire knows, and a test
 * holds the two against each other.
 */
import * as PacketKind from '../../wire/packet-kinds';
import { Batch } from './generated/batch';
import { networkWord } from './views';

/** Bytes of headers without options: IEEE 802.3, RFC 791, RFC 8200, RFC 9293. */
const ETHERNET_HEADER: u32 = 14;
const IPV4_HEADER: u32 = 20;
const IPV6_HEADER: u32 = 40;
const TCP_HEADER: u32 = 20;

/** The EtherTypes as they stand in memory; the protocol number of TCP; in an IPv4 header, whether more fragments follow, and where one belongs. */
const IPV4_TYPE: u32 = 0x0008;
const IPV6_TYPE: u32 = 0xdd86;
const TCP: u32 = 6;
const FRAGMENT: u32 = 0x3fff;

/** Longest frame that tcptrace sees whole. */
const LONGEST_FRAME: u32 = 65_535;

/**
 * Fills the entries of packets [0, count) that are plain; the others' kind becomes `unread`. `padding`: one byte behind an IPv4
 * packet counts as captured, and all behind an IPv6 packet, as tcptrace has it (docs/tcptrace.md, "Captured end"). Returns how
 * many are unread.
 */
export function readPlain(batch: Batch, count: u32, padding: u32): u32 {
  const kinds = batch.kind;
  const starts = batch.start;
  const captured = batch.captured;
  const wire = batch.wire;
  let unread: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const frame = starts[i];
    const length = captured[i];
    if (length <= wire[i] && length <= LONGEST_FRAME && readFrame(batch, i, frame, frame + length, padding)) {
      kinds[i] = PacketKind.tcp;
    } else {
      kinds[i] = PacketKind.unread;
      unread++;
    }
  }
  return unread;
}

/** Offsets are those of the batch's bytes. */
function readFrame(batch: Batch, i: u32, frame: u32, end: u32, padding: u32): bool {
  const ip = frame + ETHERNET_HEADER;
  if (ip + IPV4_HEADER + TCP_HEADER > end) return false;
  const type = <u32>load<u16>(batch.bytes + ip - 2);
  if (type === IPV4_TYPE) return readIpv4(batch, i, ip, end, padding);
  return type === IPV6_TYPE && readIpv6(batch, i, ip, end, padding);
}

function readIpv4(batch: Batch, i: u32, ip: u32, end: u32, padding: u32): bool {
  const at = batch.bytes + ip;
  const first = networkWord(at);
  const second = networkWord(at + 4);
  const headerLength = ((first >> 24) & 15) << 2;
  const total = first & 0xffff;
  const transport = ip + headerLength;
  if (first >> 28 !== 4 || headerLength < IPV4_HEADER || (second & FRAGMENT) !== 0) return false;
  if (<u32>load<u8>(at, 9) !== TCP || total < headerLength) return false;
  const behind = min(ip + total + padding, end);
  if (transport + TCP_HEADER > behind) return false;
  batch.version[i] = 4;
  batch.ip[i] = ip;
  batch.last[i] = behind - 1;
  batch.identification[i] = second >> 16;
  readTcp(batch, i, transport, total - headerLength);
  batch.hash[i] = hashOfEnds(
    networkWord(at + 12) * ADDRESS_FACTOR,
    networkWord(at + 16) * ADDRESS_FACTOR,
    networkWord(batch.bytes + transport),
  );
  return true;
}

function readIpv6(batch: Batch, i: u32, ip: u32, end: u32, padding: u32): bool {
  const at = batch.bytes + ip;
  const transport = ip + IPV6_HEADER;
  if (transport + TCP_HEADER > end || load<u8>(at) >> 4 !== 6 || <u32>load<u8>(at, 6) !== TCP) return false;
  const payload = networkWord(at + 4) >> 16;
  const behind = padding !== 0 ? end : min(transport + payload, end);
  if (payload === 0 || transport + TCP_HEADER > behind) return false;
  batch.version[i] = 6;
  batch.ip[i] = ip;
  batch.last[i] = behind - 1;
  batch.identification[i] = 0;
  readTcp(batch, i, transport, payload);
  batch.hash[i] = hashOfEnds(hashOfAddress6(at + 8), hashOfAddress6(at + 24), networkWord(batch.bytes + transport));
  return true;
}

/** RFC 9293 section 3.1. `length`: of header and data, by the IP header. */
function readTcp(batch: Batch, i: u32, transport: u32, length: u32): void {
  const at = batch.bytes + transport;
  const ports = networkWord(at);
  const offsetFlagsWindow = networkWord(at + 12);
  const headerLength = (offsetFlagsWindow >> 28) << 2;
  batch.transport[i] = transport;
  batch.sourcePort[i] = ports >> 16;
  batch.destinationPort[i] = ports & 0xffff;
  batch.sequence[i] = networkWord(at + 4);
  batch.acknowledgement[i] = networkWord(at + 8);
  batch.headerLength[i] = headerLength;
  batch.dataLength[i] = length - headerLength;
  batch.flags[i] = (offsetFlagsWindow >> 16) & 0x1ff;
  batch.window[i] = offsetFlagsWindow & 0xffff;
}

// The hash of wire/endpoints.ts

const ADDRESS_FACTOR: u32 = 0x7feb352d;
const MIX_FACTOR: u32 = 0x846ca68b;

function mix(h: u32): u32 {
  return (h ^ (h >> 15)) * MIX_FACTOR;
}

function hashOfEnds(source: u32, destination: u32, ports: u32): u32 {
  const sum = mix(mix(source + (ports >> 16)) + mix(destination + (ports & 0xffff)));
  return sum ^ (sum >> 16);
}

function hashOfAddress6(at: usize): u32 {
  let h = mix(networkWord(at));
  h = mix(h + networkWord(at + 4));
  h = mix(h + networkWord(at + 8));
  return (h + networkWord(at + 12)) * ADDRESS_FACTOR;
}
