/** Names of hosts that a pcapng file brings along: https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng, section 4.5. */
import { SocketAddress } from 'node:net';
import { type Option, padded, textOf } from './pcapng-blocks.ts';

/** Record types, and the bytes of the address before the names. */
const FAMILIES = new Map<number, { family: 'ipv4' | 'ipv6'; length: number }>([
  [1, { family: 'ipv4', length: 4 }],
  [2, { family: 'ipv6', length: 16 }],
]);
const END_OF_RECORDS = 0;
/** Bytes of the longest name (RFC 1035 section 2.3.4). */
const LONGEST_NAME = 255;

/** What the name resolution block at `at`, `total` bytes long, says: "192.0.2.80 www.example.org". Not safe for a terminal. */
export function* namesIn(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  total: number,
  littleEndian: boolean,
): Generator<string> {
  const end = at + total - 4;
  for (let record = at + 8; record + 4 <= end; ) {
    const type = view.getUint16(record, littleEndian);
    const length = view.getUint16(record + 2, littleEndian);
    const value = record + 4;
    if (type === END_OF_RECORDS || value + length > end) return;
    const known = FAMILIES.get(type);
    if (known && length > known.length) {
      const address = addressText(bytes.subarray(value, value + known.length), known.family);
      for (const name of zeroEnded(value + known.length, value + length, bytes))
        yield `${address} ${textOf(bytes, name)}`;
    }
    record = value + padded(length);
  }
}

function* zeroEnded(from: number, end: number, bytes: Uint8Array): Generator<Pick<Option, 'at' | 'length'>> {
  for (let at = from; at < end; ) {
    const nul = bytes.indexOf(0, at);
    const stop = nul < 0 || nul > end ? end : nul;
    if (stop > at) yield { at, length: Math.min(stop - at, LONGEST_NAME) };
    at = stop + 1;
  }
}

function addressText(address: Uint8Array, family: 'ipv4' | 'ipv6'): string {
  if (family === 'ipv4') return address.join('.');
  const groups = Buffer.from(address).toString('hex').match(/.{4}/g) ?? [];
  return new SocketAddress({ address: groups.join(':'), family }).address;
}
