/** Paths made up at random: whatever they do to the packets, the accounts are what was done. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { observe } from '../../source/path/observe.ts';
import { Path } from '../../source/path/path.ts';
import { type CapturedPacket, pcap, writeTemporary } from '../support/captures.ts';
import { tcpFrame } from '../support/frames.ts';

const CLIENT = '192.0.2.10';
const SERVER = '198.51.100.80';
const START = 1_700_000_000_000_000;
const LENGTH = 1000;
const POINTS = 3;
/** Packets of the handshake and the request. */
const OPENING = 13;

interface Sent {
  fromClient: boolean;
  /** Number of the packet of its sender, which is its identification too. */
  number: number;
  sequence: number;
  acknowledgement: number;
  length: number;
  flags: string;
  micros: number;
}

/** What a leg does to a packet. */
type Fate = 'pass' | 'lose' | 'double' | 'delay';
const fate = fc.constantFrom<Fate>('pass', 'pass', 'pass', 'pass', 'pass', 'lose', 'double', 'delay');

/** A request in ten segments answered by a hundred, each acknowledged: enough for any fate, and nothing waits for what was lost. */
function conversation(): Sent[] {
  const sent: Sent[] = [];
  const numbers = { client: 100, server: 9000 };
  const add = (fromClient: boolean, sequence: number, acknowledgement: number, length: number, flags: string): void => {
    const number = fromClient ? numbers.client++ : numbers.server++;
    sent.push({ fromClient, number, sequence, acknowledgement, length, flags, micros: START + sent.length * 30_000 });
  };
  add(true, 1000, 0, 0, 'S');
  add(false, 5000, 1001, 0, 'S.');
  add(true, 1001, 5001, 0, '.');
  for (let i = 0; i < 10; i++) add(true, 1001 + i * LENGTH, 5001, LENGTH, '.');
  for (let i = 0; i < 100; i++) {
    add(false, 5001 + i * LENGTH, 11_001, LENGTH, '.');
    // What was lost is never acknowledged: an acknowledgement would prove that it arrived.
    add(true, 11_001, 5001, 0, '.');
  }
  return sent;
}

const PLAIN = { tos: 0, dontFragment: true, badChecksum: false, captured: null, retries: 0, copyAfter: null };

const frameOf = ({ fromClient, number, sequence, acknowledgement, length, flags }: Sent, hops: number): Uint8Array =>
  tcpFrame(
    fromClient ? { source: CLIENT, destination: SERVER } : { source: SERVER, destination: CLIENT },
    {
      sourcePort: fromClient ? 40_000 : 80,
      destinationPort: fromClient ? 80 : 40_000,
      sequence,
      acknowledgement,
      flags,
      window: 1000,
      urgent: 0,
      options: [],
    },
    new Uint8Array(length).fill(number & 0xff),
    { ...PLAIN, id: number, ttl: 64 - hops },
  );

const paths: Path[] = [];
afterEach(() => {
  for (const path of paths.splice(0)) path.close();
});

test('sent, lost, arrived and duplicated on every leg and in both directions', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.tuple(fate, fate)),
      fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: POINTS, maxLength: POINTS }),
      async (fates, clocks) => {
        const sent = conversation();
        const captures: CapturedPacket[][] = Array.from({ length: POINTS }, () => []);
        const truth = [0, 1].map(() => [0, 1].map(() => ({ sent: 0, lost: 0, arrived: 0, duplicated: 0 })));
        for (const [i, packet] of sent.entries()) {
          // The handshake and the request pass: the server's answers acknowledge them.
          const [near, far] = i < OPENING ? (['pass', 'pass'] as const) : fates.next().value;
          let travelling = [packet.micros];
          for (let hop = 0; hop < POINTS; hop++) {
            const point = packet.fromClient ? hop : POINTS - 1 - hop;
            const bytes = frameOf(packet, hop);
            for (const micros of travelling)
              captures[point].push({ micros: micros + clocks[point], bytes, length: bytes.length });
            if (hop === POINTS - 1) break;
            const leg = Math.min(point, packet.fromClient ? point + 1 : point - 1);
            const account = truth[packet.fromClient ? 0 : 1][leg];
            const what = hop === 0 ? near : far;
            account.sent += travelling.length;
            if (what === 'lose') {
              account.lost += travelling.length;
              travelling = [];
            } else {
              account.arrived += travelling.length;
              const later = what === 'delay' ? 67_300 : 0;
              travelling = travelling.map((micros) => micros + 5000 + later);
              if (what === 'double' && travelling.length > 0) {
                account.duplicated++;
                travelling.push(travelling[0] + 450);
              }
            }
          }
        }
        const { signal } = new AbortController();
        const observations = [];
        for (const [point, packets] of captures.entries()) {
          packets.sort((one, two) => one.micros - two.micros);
          const source = { kind: 'file' as const, path: writeTemporary(pcap(packets)) };
          observations.unshift(await observe({ name: `point ${point}`, source }, NO_CUTS, signal, () => {}));
        }
        const path = await Path.of(observations, 'to be found', signal);
        paths.push(path);
        expect(path.points.map(({ name }) => name)).toEqual(['point 0', 'point 1', 'point 2']);
        const { legs } = path.summary(0);
        const found = ([0, 1] as const).map((side) =>
          legs.map(({ accounts }) => {
            const { sent, lost, arrived, duplicated } = accounts[side];
            return { sent, lost, arrived, duplicated };
          }),
        );
        expect(found).toEqual(truth);
      },
    ),
    { numRuns: 12 },
  );
});
