/** Addresses as the bytes of an IP header. */
import net from 'node:net';

/** 4 or 16 bytes; a zone ("%eth0") is left out. The text must be an address. */
export function addressBytes(text: string): Uint8Array {
  return net.isIPv6(text) ? ipv6Bytes(text.replace(/%.*/, '')) : Uint8Array.from(text.split('.').map(Number));
}

/** Both addresses in one family: of a mixed pair the IPv4 one is mapped into IPv6 (RFC 4291 section 2.5.5.2). */
export function inOneFamily(a: string, b: string): [Uint8Array, Uint8Array] {
  const [first, second] = [addressBytes(a), addressBytes(b)];
  return first.length === second.length ? [first, second] : [mapped(first), mapped(second)];
}

function mapped(address: Uint8Array): Uint8Array {
  if (address.length === 16) return address;
  const bytes = new Uint8Array(16);
  bytes.fill(0xff, 10, 12);
  bytes.set(address, 12);
  return bytes;
}

function ipv6Bytes(text: string): Uint8Array {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (dotted !== null) {
    const [a, b, c, d] = dotted.slice(2).map(Number);
    return ipv6Bytes(`${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`);
  }
  const [head, tail] = text.split('::');
  const front = groupsOf(head);
  const back = groupsOf(tail ?? '');
  const zeros = Array<number>(8 - front.length - back.length).fill(0);
  return Uint8Array.from([...front, ...zeros, ...back].flatMap((group) => [group >>> 8, group & 255]));
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
