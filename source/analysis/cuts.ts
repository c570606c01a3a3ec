/** Which packets are analysed at all: by number, time, address and port. */
import { BlockList, isIPv6 } from 'node:net';
import type { PacketBatch } from '../capture/packets.ts';
import { PacketKind, type SegmentBatch } from '../wire/segments.ts';

/** As asked for; it can be posted to another thread. */
export interface Cuts {
  /** Numbers of the first and last packet, 1-based over all files; null = no bound. */
  readonly firstPacket: number | null;
  readonly lastPacket: number | null;
  readonly from: TimeCut | null;
  readonly to: TimeCut | null;
  /** `address` or `address/length`; a packet is kept if either end matches one of them. */
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly from: number; readonly to: number }[];
}

/** µs since 1970, or after the first packet. */
export interface TimeCut {
  readonly kind: 'absolute' | 'offset';
  readonly micros: number;
}

export const NO_CUTS: Cuts = { firstPacket: null, lastPacket: null, from: null, to: null, hosts: [], ports: [] };

/** Is packet i of the batch, `number` of the capture, to be analysed? Observers may look at unsound ones. */
export type Keeps = (packets: PacketBatch, segments: SegmentBatch, i: number, number: number) => boolean | 'unsound';

/**
 * What the cuts leave of the packets between the first and the last, and then `isSound` of those; null = all. Throws RangeError,
 * with the words for the user, on an address that is none.
 */
export function keepsOf(cuts: Cuts, isSound: Keeps | null): Keeps | null {
  const tests: Keeps[] = [];
  if (cuts.from !== null || cuts.to !== null) tests.push(byTime(cuts));
  if (cuts.hosts.length > 0) tests.push(byHost(cuts.hosts));
  if (cuts.ports.length > 0) tests.push(byPort(cuts.ports));
  if (tests.length === 0) return isSound;
  return (...packet) => tests.every((test) => test(...packet)) && (isSound === null || isSound(...packet));
}

/** In words: "from +12.5s port 80-90 host 10.0.0.0/8"; "" = nothing is cut. */
export function cutWords({ firstPacket, lastPacket, from, to, hosts, ports }: Cuts): string {
  return [
    ...(firstPacket === null ? [] : [`from packet ${firstPacket}`]),
    ...(lastPacket === null ? [] : [`to packet ${lastPacket}`]),
    ...(from === null ? [] : [`from ${timeWords(from)}`]),
    ...(to === null ? [] : [`to ${timeWords(to)}`]),
    ...(hosts.length === 0 ? [] : [`host ${hosts.join(' or ')}`]),
    ...(ports.length === 0 ? [] : [`port ${ports.map(portWords).join(' or ')}`]),
  ].join(' ');
}

const portWords = ({ from, to }: Cuts['ports'][number]): string => (from === to ? `${from}` : `${from}-${to}`);

function timeWords({ kind, micros }: TimeCut): string {
  if (kind === 'offset') return `+${micros / 1e6}s`;
  const whole = new Date(Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19);
  const fraction = (micros - Math.floor(micros / 1e6) * 1e6).toFixed(0).padStart(6, '0').replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : '.'}${fraction}Z`;
}

function byTime({ from, to }: Cuts): Keeps {
  let start = Number.NaN;
  const bound = (limit: TimeCut): number => (limit.kind === 'absolute' ? limit.micros : start + limit.micros);
  return (packets: PacketBatch, _segments, i) => {
    const micros = packets.micros[i];
    if (Number.isNaN(start)) start = micros;
    return (from === null || micros >= bound(from)) && (to === null || micros <= bound(to));
  };
}

function byPort(ports: Cuts['ports']): Keeps {
  const wanted = new Uint8Array(65536);
  for (const { from, to } of ports) wanted.fill(1, from, to + 1);
  return (_packets, segments, i) => {
    const kind = segments.kind[i];
    if (kind !== PacketKind.tcp && kind !== PacketKind.udp) return false;
    return wanted[segments.sourcePort[i]] + wanted[segments.destinationPort[i]] > 0;
  };
}

function byHost(hosts: readonly string[]): Keeps {
  const wanted = new BlockList();
  for (const host of hosts) {
    const [address, length] = host.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    try {
      if (length === undefined) wanted.addAddress(address, family);
      else wanted.addSubnet(address, Number(length), family);
    } catch {
      throw new RangeError(`--host ${host}: not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32`);
    }
  }
  const known = new Map<string, boolean>();
  const matches = (text: string, family: 'ipv4' | 'ipv6'): boolean => {
    let match = known.get(text);
    if (match === undefined) {
      match = wanted.check(text, family);
      if (known.size < 100_000) known.set(text, match);
    }
    return match;
  };
  return (_packets, segments, i) => {
    const ip = segments.ip[i];
    const { bytes } = segments;
    if (segments.version[i] === 4)
      return matches(dotted(bytes, ip + 12), 'ipv4') || matches(dotted(bytes, ip + 16), 'ipv4');
    if (segments.version[i] === 6)
      return matches(colons(bytes, ip + 8), 'ipv6') || matches(colons(bytes, ip + 24), 'ipv6');
    return false;
  };
}

function dotted(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function colons(bytes: Uint8Array, at: number): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[at + i] << 8) | bytes[at + i + 1]).toString(16));
  return groups.join(':');
}
