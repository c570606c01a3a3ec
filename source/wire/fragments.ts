/**
 * IP packets put together from their fragments, RFC 791 section 3.2 and RFC 8200 section 4.5. Overlapping fragments are how packets
 * were smuggled past those who watch (RFC 1858, RFC 5722), so a packet with any is given up. Bounded in number, bytes and time.
 */
import { putU16, u16, u32 } from './bytes.ts';
import { fold, sumWords } from './checksum.ts';
import { Fragment, IPV4_HEADER, Ipv4, FRAGMENT_OFFSET as OFFSET_4 } from './ipv4.ts';
import {
  Extension,
  IPV6_HEADER,
  Ipv6,
  isExtension,
  lengthOfExtension,
  MORE_FRAGMENTS,
  MOST_EXTENSIONS,
  FRAGMENT_OFFSET as OFFSET_6,
} from './ipv6.ts';
import type { PacketPart } from './segments.ts';

/** Packets not whole yet, the bytes kept of them, and how long their rest is waited for, µs: as long as Linux waits (ipfrag_time). */
const MOST_PACKETS = 1024;
const MOST_BYTES = 2 ** 23;
const LONGEST_WAIT = 30e6;

const MOST_PIECES = 1024;
const LONGEST_PACKET = 65_535;

/** So many first fragments without any other: the capture's filter lets none through, and nobody waits any longer. */
const FIRSTS_ALONE = 3;

const FRAGMENT_HEADER = 8;

/** Where a fragment lies, and what is known of its record. */
export interface FoundFragment {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly ip: number;
  /** One past its last captured byte, and where it ends on the wire. */
  readonly end: number;
  readonly wireEnd: number;
  /** Packets of different networks do not belong together. */
  readonly network: number;
  readonly micros: number;
  /** Of its record in the capture, and where in `bytes` that begins. */
  readonly position: number;
  readonly record: number;
}

interface Piece {
  readonly key: string;
  /** Where what it carries belongs in the packet, in bytes, and how long it is on the wire. */
  readonly at: number;
  readonly length: number;
  readonly isLast: boolean;
  /** What was captured of it. */
  readonly bytes: Uint8Array;
  /** Of the first: the headers that stand before, as the whole packet has them but for the lengths. */
  readonly headers: Uint8Array | null;
  readonly position: number;
  /** Offset of its bytes in the record. */
  readonly inRecord: number;
}

/** A packet not whole yet. */
interface Pending {
  readonly since: number;
  readonly pieces: Piece[];
  kept: number;
  /** It has overlapping fragments or makes no sense: nothing more is taken of it. */
  isGivenUp: boolean;
}

/** A packet put together. */
export interface WholePacket {
  /** As far as it was captured without a gap; its headers are those of a packet that never was in fragments. */
  readonly bytes: Uint8Array;
  readonly wireLength: number;
  /** In the order in which the bytes lie in the packet. */
  readonly parts: readonly PacketPart[];
}

export class Fragments {
  /** Fragments taken, and those of them that became part of a packet. */
  taken = 0;
  joined = 0;
  readonly #pending = new Map<string, Pending>();
  #kept = 0;
  #firsts = 0;
  #sawOthers = false;

  /** No fragment of a packet will come but first ones: nobody waits for others. */
  expectFirstsAlone(): void {
    this.#firsts = FIRSTS_ALONE;
  }

  /** A packet = this was the last fragment that it lacked; `alone` = a first one, which is all there will be; null = wait for others. */
  take(found: FoundFragment): WholePacket | 'alone' | null {
    const piece = found.version === 4 ? pieceOf4(found) : pieceOf6(found);
    if (piece === null) return null;
    if (piece.at > 0) this.#sawOthers = true;
    else if (!this.#sawOthers && ++this.#firsts >= FIRSTS_ALONE) return 'alone';
    this.taken++;
    this.#forget(found.micros);
    const pending = this.#pending.get(piece.key) ?? { since: found.micros, pieces: [], kept: 0, isGivenUp: false };
    this.#pending.set(piece.key, pending);
    if (!this.#add(pending, piece)) return null;
    const whole = wholeOf(pending.pieces);
    if (whole === null) return null;
    this.joined += pending.pieces.length;
    this.#drop(piece.key, pending);
    return whole;
  }

  #add(pending: Pending, piece: Piece): boolean {
    const { pieces } = pending;
    if (pending.isGivenUp || pieces.some((other) => isCopy(other, piece))) return false;
    if (pieces.length === MOST_PIECES || pieces.some((other) => contradicts(other, piece))) {
      this.#kept -= pending.kept;
      pending.isGivenUp = true;
      pending.kept = 0;
      pieces.length = 0;
      return false;
    }
    pieces.push(piece);
    pending.kept += piece.bytes.length;
    this.#kept += piece.bytes.length;
    return true;
  }

  /** The oldest stand first. */
  #forget(now: number): void {
    for (const [key, pending] of this.#pending) {
      const isOld = Math.abs(now - pending.since) > LONGEST_WAIT;
      if (!isOld && this.#pending.size < MOST_PACKETS && this.#kept < MOST_BYTES) return;
      this.#drop(key, pending);
    }
  }

  #drop(key: string, pending: Pending): void {
    this.#pending.delete(key);
    this.#kept -= pending.kept;
  }
}

/** On some devices a capture has every packet twice. */
const isCopy = (one: Piece, other: Piece): boolean =>
  one.at === other.at && one.length === other.length && Buffer.compare(one.bytes, other.bytes) === 0;

const contradicts = (one: Piece, other: Piece): boolean =>
  (one.at < other.at + other.length && other.at < one.at + one.length) ||
  (one.isLast && other.at >= one.at) ||
  (other.isLast && one.at >= other.at);

/** The packet, if the pieces are all of it. */
function wholeOf(pieces: readonly Piece[]): WholePacket | null {
  const inOrder = pieces.toSorted((one, other) => one.at - other.at);
  const { headers } = inOrder[0];
  const final = inOrder[inOrder.length - 1];
  const length = inOrder.reduce((sum, piece) => sum + piece.length, 0);
  if (headers === null || !final.isLast || final.at + final.length !== length) return null;
  const wireLength = headers.length + length;
  if (wireLength > LONGEST_PACKET) return null;
  const gap = inOrder.find((piece) => piece.bytes.length < piece.length);
  const captured = headers.length + (gap === undefined ? length : gap.at + gap.bytes.length);
  const bytes = new Uint8Array(captured);
  bytes.set(headers);
  const parts = inOrder.map((piece) => {
    const at = headers.length + piece.at;
    const length = Math.max(0, Math.min(piece.bytes.length, captured - at));
    if (length > 0) bytes.set(piece.bytes.subarray(0, length), at);
    return { at, length, position: piece.position, inRecord: piece.inRecord };
  });
  stateLength(bytes, wireLength, headers.length);
  return { bytes, wireLength, parts };
}

function stateLength(bytes: Uint8Array, wireLength: number, headerLength: number): void {
  if (bytes[0] >>> 4 === 6) {
    putU16(bytes, Ipv6.payloadLength, wireLength - IPV6_HEADER);
    return;
  }
  putU16(bytes, Ipv4.totalLength, wireLength);
  putU16(bytes, Ipv4.checksum, 0);
  putU16(bytes, Ipv4.checksum, ~fold(sumWords(bytes, 0, headerLength)) & 0xffff);
}

function pieceOf4(found: FoundFragment): Piece | null {
  const { bytes, ip, network } = found;
  const from = ip + ((bytes[ip] & 15) << 2);
  const fragment = u16(bytes, ip + Ipv4.fragment);
  const key = `4 ${network} ${u32(bytes, ip + Ipv4.source)} ${u32(bytes, ip + Ipv4.destination)} ${u16(bytes, ip + Ipv4.identification)} ${bytes[ip + Ipv4.protocol]}`;
  const headers = (): Uint8Array => {
    const copy = bytes.slice(ip, from);
    putU16(copy, Ipv4.fragment, 0);
    return copy;
  };
  return pieceOf(found, key, from, (fragment & OFFSET_4) * 8, (fragment & Fragment.more) !== 0, headers);
}

/** Offset of the fragment header, and where its kind is stated; null = there is none. */
function fragmentHeaderOf(bytes: Uint8Array, ip: number, end: number): { at: number; kindAt: number } | null {
  let kindAt = ip + Ipv6.nextHeader;
  let at = ip + IPV6_HEADER;
  for (let steps = 0; steps < MOST_EXTENSIONS && at + FRAGMENT_HEADER <= end; steps++) {
    const kind = bytes[kindAt];
    if (kind === Extension.fragment) return { at, kindAt };
    if (!isExtension(kind)) return null;
    kindAt = at;
    at += lengthOfExtension(kind, bytes[at + 1]);
  }
  return null;
}

/** Is the IP packet at `ip`, whose transport header begins at `transport`, one of several fragments? */
export function isFragment(bytes: Uint8Array, ip: number, transport: number): boolean {
  if (bytes[ip] >>> 4 === 4) return (u16(bytes, ip + Ipv4.fragment) & (Fragment.more | OFFSET_4)) !== 0;
  const header = fragmentHeaderOf(bytes, ip, transport);
  return header !== null && (u16(bytes, header.at + 2) & (OFFSET_6 | MORE_FRAGMENTS)) !== 0;
}

function pieceOf6(found: FoundFragment): Piece | null {
  const { bytes, ip, end, network } = found;
  const header = fragmentHeaderOf(bytes, ip, end);
  if (header === null) return null;
  const { at, kindAt } = header;
  const from = at + FRAGMENT_HEADER;
  const position = u16(bytes, at + 2);
  const key = `6 ${network} ${bytes.subarray(ip + Ipv6.source, ip + Ipv6.payload).join()} ${u32(bytes, at + 4)}`;
  const headers = (): Uint8Array => {
    const copy = bytes.slice(ip, at);
    copy[kindAt - ip] = bytes[at];
    return copy;
  };
  return pieceOf(found, key, from, position & OFFSET_6, (position & MORE_FRAGMENTS) !== 0, headers);
}

/** All pieces but the last are multiples of 8 bytes long. */
function pieceOf(
  { bytes, end, wireEnd, position, record }: FoundFragment,
  key: string,
  from: number,
  at: number,
  hasMore: boolean,
  headers: () => Uint8Array,
): Piece | null {
  const length = wireEnd - from;
  if (length <= 0 || (hasMore && length % 8 !== 0) || at + length > LONGEST_PACKET - IPV4_HEADER) return null;
  return {
    key,
    at,
    length,
    isLast: !hasMore,
    bytes: bytes.slice(from, Math.max(from, Math.min(end, wireEnd))),
    headers: at === 0 ? headers() : null,
    position,
    inRecord: from - record,
  };
}
