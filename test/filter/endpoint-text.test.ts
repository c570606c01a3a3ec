import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressText } from '../../source/connection/addresses.ts';
import { asRow } from '../../source/connection/numbering.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { endpointsWith } from '../../source/filter/endpoint-text.ts';
import { introduce } from '../support/introduce.ts';

/** A store whose only connection has these ends. */
function storeOf(version: 4 | 6, bytes: Uint8Array, ports: number): ConnectionStore {
  const store = new ConnectionStore(undefined, 1);
  introduce(store, 0, { version, addresses: bytes, ports });
  return store;
}

const textsOf = ({ identity }: ConnectionStore, version: 4 | 6): string[] =>
  ([0, 1] as const).map((side) => {
    const address = addressText(identity, 0, side);
    return `${version === 4 ? address : `[${address}]`}:${identity.port(0, side)}`;
  });

/** Many zeros, so that groups are left out, and now and then an IPv4 address inside. */
const octet = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(255));
const addresses = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.array(octet, { minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes)),
  fc
    .array(octet, { minLength: 4, maxLength: 4 })
    .map((bytes) => Uint8Array.from([...Array(10).fill(0), 255, 255, ...bytes, ...Array(16).fill(0)])),
);

test('a word is found in an endpoint exactly where it stands in its text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<4 | 6>(4, 6),
      addresses,
      fc.nat(2 ** 32 - 1),
      fc.oneof(
        fc.record({ from: fc.nat(40), length: fc.nat(6) }),
        fc.constantFrom('0', '00', '', '1', 'ff', ':', '::', ']:', '.', '0.0', 'f:', 'g', '44', '10.'),
      ),
      (version, bytes, ports, part) => {
        const store = storeOf(version, bytes, ports);
        const texts = textsOf(store, version);
        const word = typeof part === 'string' ? part : texts[0].slice(part.from, part.from + part.length);
        const written = texts.some((text) => text.includes(word));
        // Nothing is a word of an IPv4 endpoint but numbers and what stands between them.
        const expected = version === 4 && word === '' ? false : written;
        expect(endpointsWith(word)(store.identity, asRow(0))).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
});
