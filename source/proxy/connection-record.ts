/**
 * One relayed connection in the recording: turns what happened to it into segments. Sides: 0 = the client, 1 = the server.
 */
import { TcpFlag } from '../wire/segments.ts';
import { inOneFamily } from './addresses.ts';
import type { Recordable } from './batch.ts';
import { addressText } from './endpoints.ts';
import { FrameHeaders, LONGEST_PAYLOAD } from './frames.ts';
import type { Address } from './peer.ts';
import type { Change } from './piece.ts';
import type { Recorder } from './recorder.ts';

/** Bytes of a changed piece's original that its comment holds at most. */
const ORIGINAL_BYTES = 4096;

export interface RecordedIdentity {
  readonly interface: number;
  readonly client: Address;
  readonly server: Address;
  /** The client's initial sequence number, unsigned. */
  readonly isn: number;
}

/** An attempt to connect, and what became of it. */
interface Attempt {
  readonly ends: string;
  readonly headers: readonly [FrameHeaders, FrameHeaders];
  /** The first sequence number that each side has not used. */
  readonly next: [number, number];
  /** What each side has acknowledged of the other's sequence numbers. */
  readonly acknowledged: [number, number];
  /** Sequence number of the first byte of each side's stream. */
  readonly start: readonly [number, number];
}

export class ConnectionRecord implements Recordable {
  readonly recordedAs: (identity: RecordedIdentity) => void;
  readonly #recorder: Recorder;
  readonly #interface: number;
  #attempt: Attempt | null = null;

  constructor(recorder: Recorder, interfaceNumber: number, recordedAs: (identity: RecordedIdentity) => void) {
    this.#recorder = recorder;
    this.#interface = interfaceNumber;
    this.recordedAs = recordedAs;
  }

  /** The client asks for that server: SYN. Each further attempt, at another address, is a connection of its own. */
  attempt(client: Address, server: Address, micros: number, comment: string | null): void {
    this.#recorder.batch.record();
    const ends = `${this.#interface} ${addressText(client.address, client.port)} ${addressText(server.address, server.port)}`;
    const [isn, serverIsn] = this.#recorder.sequenceNumbers.initial(ends, micros);
    const [from, to] = inOneFamily(client.address, server.address);
    const clientEnd = { address: from, port: client.port };
    const serverEnd = { address: to, port: server.port };
    this.#attempt = {
      ends,
      headers: [new FrameHeaders(0, clientEnd, serverEnd), new FrameHeaders(1, serverEnd, clientEnd)],
      next: [isn, serverIsn],
      acknowledged: [0, 0],
      start: [plus(isn, 1), plus(serverIsn, 1)],
    };
    this.recordedAs({ interface: this.#interface, client, server, isn });
    this.#control(0, TcpFlag.syn, micros, comment);
  }

  /** The server accepted: SYN/ACK, ACK. */
  established(micros: number): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    const { acknowledged, next } = this.#attempt;
    acknowledged[1] = next[0];
    this.#control(1, TcpFlag.syn | TcpFlag.ack, micros, null);
    acknowledged[0] = next[1];
    this.#control(0, TcpFlag.ack, micros, null);
  }

  /** A piece of the side's stream was forwarded. `received`: when it came, µs since 1970, where that differs; else null. */
  data(side: 0 | 1, bytes: Buffer, micros: number, received: number | null, change: Change | null): void {
    if (this.#attempt === null) return;
    const { batch } = this.#recorder;
    if (received === null && batch.note(this, side, bytes, micros)) return;
    batch.record();
    const comment = received === null ? null : commentOf(received, change);
    for (let from = 0; from < bytes.length; from += LONGEST_PAYLOAD) {
      this.#data(side, bytes, from, Math.min(LONGEST_PAYLOAD, bytes.length - from), micros, comment);
    }
  }

  /** A piece of the batch. */
  record(side: 0 | 1, bytes: Buffer, from: number, length: number, micros: number, taken: number): void {
    this.#data(side, bytes, from, length, micros, null);
    if (taken > 0) this.#acknowledge(side, taken, micros);
  }

  #data(side: 0 | 1, bytes: Buffer, from: number, length: number, micros: number, comment: string | null): void {
    const attempt = this.#attempt as Attempt;
    const flags = TcpFlag.psh | TcpFlag.ack;
    const sequence = attempt.next[side];
    const acknowledged = attempt.acknowledged[side];
    const headers = attempt.headers[side];
    this.#recorder.packet(
      this.#interface,
      headers,
      sequence,
      acknowledged,
      flags,
      bytes,
      from,
      length,
      micros,
      comment,
    );
    attempt.next[side] = plus(sequence, length);
  }

  /** All of a piece was dropped on purpose: an ACK that says so. */
  dropped(side: 0 | 1, micros: number, received: number, change: Change): void {
    this.#recorder.batch.record();
    if (this.#attempt !== null) this.#control(side, TcpFlag.ack, micros, commentOf(received, change));
  }

  /** The other side's kernel has taken so many bytes of the side's stream in all: ACK. */
  taken(side: 0 | 1, bytes: number, micros: number): void {
    if (this.#attempt === null) return;
    const { batch } = this.#recorder;
    if (batch.taken(this, side, bytes, micros)) return;
    batch.record();
    this.#acknowledge(side, bytes, micros);
  }

  #acknowledge(side: 0 | 1, bytes: number, micros: number): void {
    const { start, acknowledged } = this.#attempt as Attempt;
    const other = (1 - side) as 0 | 1;
    const acknowledgement = plus(start[side], bytes);
    if (acknowledgement === acknowledged[other]) return;
    acknowledged[other] = acknowledgement;
    this.#control(other, TcpFlag.ack, micros, null);
  }

  finished(side: 0 | 1, micros: number): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    this.#control(side, TcpFlag.fin | TcpFlag.ack, micros, null);
  }

  /** The other side's kernel has taken the end of the side's stream: ACK. */
  finishTaken(side: 0 | 1, micros: number): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    const other = (1 - side) as 0 | 1;
    this.#attempt.acknowledged[other] = this.#attempt.next[side];
    this.#control(other, TcpFlag.ack, micros, null);
  }

  /** RST from that side; from the server in answer to SYN when it never accepted. Nothing is recorded after it. */
  reset(side: 0 | 1, micros: number, comment: string | null): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    const { acknowledged, next } = this.#attempt;
    acknowledged[side] = next[1 - side];
    this.#control(side, TcpFlag.rst | TcpFlag.ack, micros, comment);
    this.close();
  }

  /** The proxy's own doing: RST to each side, as from the other. */
  resetBoth(micros: number, comment: string): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    const { acknowledged, next } = this.#attempt;
    for (const side of [1, 0] as const) {
      acknowledged[side] = next[1 - side];
      this.#control(side, TcpFlag.rst | TcpFlag.ack, micros, comment);
    }
    this.close();
  }

  /** The connection is over. */
  close(): void {
    if (this.#attempt === null) return;
    this.#recorder.batch.record();
    const { ends, next } = this.#attempt;
    this.#recorder.sequenceNumbers.stopped(ends, next[0], next[1]);
    this.#attempt = null;
  }

  /** A segment without payload; SYN and FIN take a sequence number. */
  #control(side: 0 | 1, flags: number, micros: number, comment: string | null): void {
    const attempt = this.#attempt as Attempt;
    const { headers, next, acknowledged } = attempt;
    const acknowledgement = (flags & TcpFlag.ack) === 0 ? 0 : acknowledged[side];
    this.#recorder.packet(
      this.#interface,
      headers[side],
      next[side],
      acknowledgement,
      flags,
      null,
      0,
      0,
      micros,
      comment,
    );
    if ((flags & (TcpFlag.syn | TcpFlag.fin)) !== 0) next[side] = plus(next[side], 1);
  }
}

const plus = (sequence: number, bytes: number): number => (sequence + bytes) % 2 ** 32;

function commentOf(received: number, change: Change | null): string {
  const time = `received ${new Date(received / 1000).toISOString().replace('Z', '')}${threeDigits(received)}Z`;
  if (change === null) return time;
  const original = change.original.toString('latin1', 0, ORIGINAL_BYTES);
  return `${time}; ${change.what}; originally ${change.original.length} bytes: ${JSON.stringify(original)}`;
}

/** The microseconds below the millisecond. */
function threeDigits(micros: number): string {
  return String(Math.floor(micros) % 1000).padStart(3, '0');
}
