/** Which packets are analysed at all: by number, time, address and port. */
import { BlockList, isIPv6 } from 'node:net';
import type { PacketBatch } from '../capture/packets.ts';
import { PacketKind } from '../wire/segments.ts';
import type { PassCuts } from './pass.ts';
import type { PlainCuts } from './protocol.ts';

type Keeps = (...packet: Parameters<NonNullable<PassCuts['keeps']>>) => boolean;

/** Throws RangeError, with the words for the user, on an address that is none. */
export function cutsOf(cuts: PlainCuts): PassCuts {
  const tests: Keeps[] = [];
  if (cuts.from !== null || cuts.to !== null) tests.push(byTime(cuts));
  if (cuts.hosts.length > 0) tests.push(byHost(cuts.hosts));
  if (cuts.ports.length > 0) tests.push(byPort(cuts.ports));
  return {
    firstPacket: cuts.firstPacket,
    lastPacket: cuts.lastPacket,
    keeps: tests.length === 0 ? null : (...packet) => tests.every((test) => test(...packet)),
  };
}

function byTime({ from, to }: PlainCuts): Keeps {
  let start = Number.NaN;
  const bound = (limit: NonNullable<PlainCuts['from']>): number =>
    limit.kind === 'absolute' ? limit.micros : start + limit.micros;
  return (packets: PacketBatch, _segments, i) => {
    const micros = packets.micros[i];
    if (Number.isNaN(start)) start = micros;
    return (from === null || micros >= bound(from)) && (to === null || micros <= bound(to));
  };
}

function byPort(ports: PlainCuts['ports']): Keeps {
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
