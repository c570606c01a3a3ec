/**
 * What carried packets, in small numbers: the tunnels around a packet, and between whom. Packets of different networks have different
 * numbers, so that two networks may use the same addresses. Even and odd numbers are the two directions of one carrier: n ^ 1 is the
 * way back, and n >> 1 the same for both. 0 = nothing did.
 */
import { u32 } from './bytes.ts';
import { type Frame, MOST_TUNNELS, NO_ID } from './frame.ts';
import { Ipv4 } from './ipv4.ts';
import { Ipv6 } from './ipv6.ts';
import { TUNNELS, type Tunnel } from './tunnel-names.ts';

/** A tunnel around packets. */
export interface CarrierLayer {
  readonly tunnel: Tunnel;
  /** As seen first in this direction; null = it has none. */
  readonly id: number | null;
  /** 4 or 16 bytes each; empty where no IP packet is around it. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** Outermost first. */
export type Carrier = readonly CarrierLayer[];

/** Directions that are told apart at most: what is left of 16 bits. All others are one carrier, the last. */
export const MOST_CARRIERS = 2 ** 16;
const REST = MOST_CARRIERS - 2;

/** Words of a layer in a key: tunnel, identifier, and two addresses of 4 words. */
const LAYER_WORDS = 10;
const SOURCE = 2;
const DESTINATION = 6;

/** A power of two. */
const RECENT = 256;

const TUNNEL_NUMBERS = new Map(Object.keys(TUNNELS).map((tunnel, number) => [tunnel, number]));

interface Known {
  readonly number: number;
  readonly words: Uint32Array;
}

export class Carriers {
  /** By number; a hole where a direction was not seen. */
  readonly seen: Carrier[] = [];
  /** The numbers of `seen`, in the order in which they were met. */
  readonly met: number[] = [];
  /** Packets of carriers that are not told apart. */
  notTold = 0;
  readonly #byKey = new Map<string, Known>();
  /** Those met last, by a hash of their words: a capture has few at a time. */
  readonly #recent: (Known | undefined)[] = new Array(RECENT).fill(undefined);
  readonly #words = new Uint32Array(MOST_TUNNELS * LAYER_WORDS);
  readonly #back = new Uint32Array(MOST_TUNNELS * LAYER_WORDS);
  #next = 2;

  /** The number of what the frame was found in. */
  numberOf(frame: Frame): number {
    if (frame.entered === 0) return 0;
    const length = frame.entered * LAYER_WORDS;
    writeWords(frame, this.#words, SOURCE, DESTINATION);
    writeWords(frame, this.#back, DESTINATION, SOURCE);
    const isBack = compare(this.#back, this.#words, length) < 0;
    const words = isBack ? this.#back : this.#words;
    const known = this.#find(words, length);
    if (known.number === REST) this.notTold++;
    const number = known.number | Number(isBack);
    if (this.seen[number] === undefined) {
      this.seen[number] = known.number === REST ? [] : describe(frame);
      this.met.push(number);
    }
    return number;
  }

  #find(words: Uint32Array, length: number): Known {
    const place = hashOf(words, length) & (RECENT - 1);
    const recent = this.#recent[place];
    if (recent !== undefined && recent.words.length === length && compare(recent.words, words, length) === 0)
      return recent;
    const key = words.subarray(0, length).join();
    let known = this.#byKey.get(key);
    if (known === undefined) {
      if (this.#next >= REST) return { number: REST, words: words.slice(0, length) };
      known = { number: this.#next, words: words.slice(0, length) };
      this.#next += 2;
      this.#byKey.set(key, known);
    }
    this.#recent[place] = known;
    return known;
  }
}

/** The key: what both directions have in common, but for the order of the addresses. */
function writeWords(frame: Frame, words: Uint32Array, source: number, destination: number): void {
  words.fill(0, 0, frame.entered * LAYER_WORDS);
  for (let layer = 0; layer < frame.entered; layer++) {
    const at = layer * LAYER_WORDS;
    const tunnel = frame.tunnels[layer];
    const { idIsNetwork, isSymmetric } = TUNNELS[tunnel];
    words[at] = TUNNEL_NUMBERS.get(tunnel) ?? 0;
    if (idIsNetwork) words[at + 1] = frame.ids[layer] + 1;
    if (!isSymmetric) continue;
    const ip = frame.outerIp[layer];
    if (frame.outerVersion[layer] === 4) {
      words[at + source] = u32(frame.bytes, ip + Ipv4.source);
      words[at + destination] = u32(frame.bytes, ip + Ipv4.destination);
    } else if (frame.outerVersion[layer] === 6) {
      for (let word = 0; word < 4; word++) {
        words[at + source + word] = u32(frame.bytes, ip + Ipv6.source + word * 4);
        words[at + destination + word] = u32(frame.bytes, ip + Ipv6.destination + word * 4);
      }
    }
  }
}

function describe(frame: Frame): Carrier {
  return Array.from({ length: frame.entered }, (_, layer) => {
    const ip = frame.outerIp[layer];
    const copy = (from: number, to: number): Uint8Array => frame.bytes.slice(ip + from, ip + to);
    const id = frame.ids[layer] === NO_ID ? null : frame.ids[layer];
    const tunnel = frame.tunnels[layer];
    const version = frame.outerVersion[layer];
    if (version === 0) return { tunnel, id, source: new Uint8Array(0), destination: new Uint8Array(0) };
    const at = version === 4 ? Ipv4 : Ipv6;
    const end = version === 4 ? Ipv4.options : Ipv6.payload;
    return { tunnel, id, source: copy(at.source, at.destination), destination: copy(at.destination, end) };
  });
}

function compare(one: Uint32Array, other: Uint32Array, length: number): number {
  for (let i = 0; i < length; i++) if (one[i] !== other[i]) return one[i] - other[i];
  return 0;
}

function hashOf(words: Uint32Array, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash ^ words[i], 0x9e3779b1) + (hash >>> 15)) | 0;
  return hash;
}
