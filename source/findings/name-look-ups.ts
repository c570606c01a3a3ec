/** Name look-ups (DNS, RFC 1035) over UDP and TCP, by client: what connections had to wait for before their first SYN. */
import { ipv4Text, ipv6Text } from '../connection/addresses.ts';
import { u16, u32 } from '../wire/bytes.ts';

export const DNS_PORT = 53;
const HEADER = 12;
const MOST_LOOK_UPS = 10_000;
const MOST_ADDRESSES = 16;
const RecordType = { a: 1, aaaa: 28 } as const;
const ANSWER_BIT = 0x8000;
const REPLY_CODE = 0xf;
/** A look-up belongs to a connection that begins within this after its answer, and to what its client asked so long before, µs. */
const JUST_BEFORE = 1_000_000;
const ONE_SEARCH = 60_000_000;

interface LookUp {
  client: string;
  name: string;
  type: number;
  micros: number;
  packet: number;
  queries: number;
  answeredMicros: number | null;
  answerPacket: number;
  /** 0 = no error. */
  code: number;
  addresses: readonly string[];
}

/** What a connection had to wait for. */
export interface Resolution {
  name: string;
  /** µs from the first query to the answer. */
  micros: number;
  queries: number;
  /** Answers that were errors. */
  failures: number;
  packets: readonly number[];
}

export class NameLookUps {
  readonly #all: LookUp[] = [];
  readonly #open = new Map<string, LookUp>();

  /** A DNS message at `at`, `end` exclusive. `from`, `to`: addresses of its sender and receiver. */
  message(
    bytes: Uint8Array,
    at: number,
    end: number,
    ends: { from: string; to: string },
    micros: number,
    packet: number,
  ) {
    if (end - at < HEADER || u16(bytes, at + 4) !== 1) return;
    const question = nameAt(bytes, at + HEADER, end);
    if (question === null || question.end + 4 > end) return;
    const flags = u16(bytes, at + 2);
    const isAnswer = (flags & ANSWER_BIT) !== 0;
    const client = isAnswer ? ends.to : ends.from;
    const type = u16(bytes, question.end);
    const key = `${client} ${question.name} ${type}`;
    const open = this.#open.get(key);
    if (!isAnswer) {
      if (open !== undefined) open.queries++;
      else this.#begin(key, { client, name: question.name, type, micros, packet });
    } else if (open !== undefined) {
      open.answeredMicros = micros;
      open.answerPacket = packet;
      open.code = flags & REPLY_CODE;
      open.addresses = addressesIn(bytes, question.end + 4, end, u16(bytes, at + 6));
      this.#open.delete(key);
    }
  }

  /** The look-up that gave `client` the address of `server` just before `micros`; null = none was seen. */
  before(client: string, server: string, micros: number): Resolution | null {
    const theirs = this.#all.filter((one) => one.client === client && one.micros <= micros);
    const gave = theirs.findLast(
      ({ answeredMicros, addresses }) =>
        answeredMicros !== null &&
        answeredMicros <= micros &&
        micros - answeredMicros <= JUST_BEFORE &&
        addresses.includes(server),
    );
    if (gave === undefined) return null;
    // Both IP versions are asked for, and a short name with several endings.
    const host = gave.name.split('.')[0];
    const search = theirs.filter(
      ({ name, micros: began }) => name.split('.')[0] === host && micros - began <= ONE_SEARCH,
    );
    const ended = search.map(({ answeredMicros }) => answeredMicros).filter((at) => at !== null && at <= micros);
    return {
      name: gave.name,
      micros: Math.max(...ended.map((at) => at!)) - Math.min(...search.map(({ micros: began }) => began)),
      queries: search.reduce((sum, { queries }) => sum + queries, 0),
      failures: search.filter(({ code }) => code !== 0).length,
      packets: search.flatMap(({ packet, answerPacket }) => [packet, ...(answerPacket > 0 ? [answerPacket] : [])]),
    };
  }

  #begin(key: string, begun: Pick<LookUp, 'client' | 'name' | 'type' | 'micros' | 'packet'>): void {
    if (this.#all.length >= MOST_LOOK_UPS) return;
    const lookUp: LookUp = { ...begun, queries: 1, answeredMicros: null, answerPacket: 0, code: 0, addresses: [] };
    this.#all.push(lookUp);
    this.#open.set(key, lookUp);
  }
}

/** Labels up to the empty one (RFC 1035 section 3.1), lower case; null = damaged, or compressed, which questions are not. */
function nameAt(bytes: Uint8Array, from: number, end: number): { name: string; end: number } | null {
  const labels: string[] = [];
  for (let at = from; at < end; ) {
    const length = bytes[at++];
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: at };
    if (length > 63 || at + length > end) return null;
    labels.push(Buffer.from(bytes.subarray(at, at + length)).toString('latin1'));
    at += length;
  }
  return null;
}

/** Addresses among the records of an answer. */
function addressesIn(bytes: Uint8Array, from: number, end: number, records: number): string[] {
  const found: string[] = [];
  let at = from;
  for (let i = 0; i < records && found.length < MOST_ADDRESSES; i++) {
    const name = skipName(bytes, at, end);
    if (name === -1 || name + 10 > end) break;
    const [type, length] = [u16(bytes, name), u16(bytes, name + 8)];
    const data = name + 10;
    if (data + length > end) break;
    if (type === RecordType.a && length === 4) found.push(ipv4Text(u32(bytes, data)));
    else if (type === RecordType.aaaa && length === 16) found.push(ipv6Text(bytes.subarray(data, data + 16)));
    at = data + length;
  }
  return found;
}

/** After a name, which may end in a pointer (RFC 1035 section 4.1.4); -1 = beyond the end. */
function skipName(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const length = bytes[at];
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
  return -1;
}
