/** TCP options in words: RFC 9293 section 3.2 and the RFCs named at each. */
import { u16 } from '../wire/bytes.ts';
import { Tcp } from '../wire/tcp.ts';
import { LARGEST_WINDOW_SCALE, TcpOption, TcpOptionWalk } from '../wire/tcp-options.ts';
import { hexBytes, inBytes, type Said, wrong } from './line.ts';

/** The acknowledgement as the header has it, and its place in the stream: SACK blocks stand in the same stream. */
export interface Acknowledged {
  readonly raw: number;
  readonly relative: number | null;
}

/** RFC 8684 section 3. */
const MULTIPATH = [
  'MP_CAPABLE',
  'MP_JOIN',
  'DSS',
  'ADD_ADDR',
  'REMOVE_ADDR',
  'MP_PRIO',
  'MP_FAIL',
  'MP_FASTCLOSE',
  'MP_TCPRST',
];

const walk = new TcpOptionWalk();

/** Of the header at `tcp`, as far as captured: `end` is one past the packet's last captured byte. */
export function optionFacts(bytes: Uint8Array, tcp: number, end: number, acknowledged: Acknowledged): Said[] {
  const said: Said[] = [];
  walk.start(bytes, tcp, end);
  while (walk.next()) said.push(...optionOf(bytes, walk.at, acknowledged));
  const headerEnd = tcp + ((bytes[tcp + Tcp.dataOffset] >>> 4) << 2);
  said.push(restOf(bytes, walk.at, end, headerEnd));
  return said.some((one) => one !== null) ? said : ['only padding'];
}

/** The whole option at `at`. */
function optionOf(bytes: Uint8Array, at: number, acknowledged: Acknowledged): Said[] {
  const { kind, length } = walk;
  switch (kind) {
    case TcpOption.maximumSegmentSize:
      return [sized(walk.maximumSegmentSize(), 'MSS', (size) => `MSS ${size}`)];
    case TcpOption.windowScale:
      return [sized(walk.windowScale(), 'window scale', (shift) => scaleText(bytes[at + 2], shift))];
    case TcpOption.sackPermitted:
      return [length === 2 ? 'SACK permitted' : badLength('SACK permitted')];
    case TcpOption.sack:
      return sackFacts(acknowledged);
    case TcpOption.timestamps:
      return [sized(walk.timestampValue(), 'timestamp', (value) => `timestamp ${value} echo ${walk.timestampEcho()}`)];
    case TcpOption.md5Signature:
      return ['MD5 signature'];
    case TcpOption.userTimeout:
      return [length === 4 ? `user timeout ${timeoutText(u16(bytes, at + 2))}` : badLength('user timeout')];
    case TcpOption.authentication:
      return [length >= 4 ? `authentication key ${bytes[at + 2]} next ${bytes[at + 3]}` : badLength('authentication')];
    case TcpOption.multipath:
      return [length >= 3 ? `multipath ${multipathText(bytes[at + 2] >>> 4)}` : badLength('multipath')];
    case TcpOption.fastOpen:
      return [length === 2 ? 'fast open: cookie wanted' : `fast open cookie ${hexBytes(bytes, at + 2, at + length)}`];
    default:
      return [`kind ${kind} length ${length}${length === 2 ? '' : ` ${hexBytes(bytes, at + 2, at + length)}`}`];
  }
}

const sized = (value: number | null, name: string, say: (value: number) => string): Said =>
  value === null ? badLength(name) : say(value);

const badLength = (name: string): Said => wrong(`${name}: malformed, length ${walk.length}`);

/** RFC 7323 section 2.3. */
const scaleText = (shift: number, used: number): string =>
  `window scale ${shift} ${shift > LARGEST_WINDOW_SCALE ? `(used as ${used})` : `(x ${2 ** used})`}`;

/** RFC 5482 section 3: the highest bit counts in minutes. */
const timeoutText = (value: number): string => (value & 0x8000 ? `${value & 0x7fff} min` : `${value} s`);

const multipathText = (subtype: number): string => MULTIPATH[subtype] ?? `subtype ${subtype}`;

/** RFC 2018 section 3; the first block may be a duplicate, RFC 2883 section 4. */
function sackFacts(acknowledged: Acknowledged): Said[] {
  const blocks = Array.from({ length: walk.sackBlocks() }, (_, block) => ({
    left: placeOf(walk.sackLeft(block), acknowledged),
    right: placeOf(walk.sackRight(block), acknowledged),
  }));
  if (walk.length !== 2 + 8 * blocks.length || blocks.length === 0) return [badLength('SACK')];
  const [first, second] = blocks;
  const below = acknowledged.relative !== null && first.right <= acknowledged.relative;
  const within = second !== undefined && first.left >= second.left && first.right <= second.right;
  return blocks.map(
    ({ left, right }, block) => `SACK ${left}:${right}${block === 0 && (below || within) ? ' (duplicate)' : ''}`,
  );
}

const placeOf = (edge: number, { raw, relative }: Acknowledged): number =>
  relative === null ? edge : relative + ((edge - raw) | 0);

/** What was not walked over from `at` on. */
function restOf(bytes: Uint8Array, at: number, end: number, headerEnd: number): Said {
  if (at >= headerEnd) return null;
  if (at >= end) return `${inBytes(headerEnd - at)} not captured`;
  const kind = bytes[at];
  if (kind === TcpOption.end) return behindEnd(bytes, at + 1, Math.min(end, headerEnd));
  if (at + 1 >= headerEnd) return wrong(`kind ${kind} without a length`);
  if (at + 1 >= end) return `kind ${kind} not captured whole`;
  const length = bytes[at + 1];
  const said = `kind ${kind} length ${length}`;
  if (length < 2) return wrong(`${said}: malformed, not read: ${hexBytes(bytes, at, Math.min(end, headerEnd))}`);
  return at + length > headerEnd ? wrong(`${said}: longer than the header`) : `${said} not captured whole`;
}

/** Padding is zeros (RFC 9293 section 3.1). */
function behindEnd(bytes: Uint8Array, from: number, to: number): Said {
  const isPadding = bytes.subarray(from, to).every((byte) => byte === 0);
  return isPadding ? null : wrong(`behind their end: ${hexBytes(bytes, from, to)}`);
}
