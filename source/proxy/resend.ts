/**
 * Sends the client's side of a recorded conversation again. The new connection goes through a listener like any client's, so
 * that it is relayed, recorded and shown like any other.
 */
import type net from 'node:net';

export interface ResendTurn {
  /** 0 = the client, whose bytes are sent; 1 = the server, whose answer is waited for. */
  readonly side: 0 | 1;
  readonly bytes: Uint8Array;
  /** Milliseconds since the conversation began. */
  readonly after: number;
}

export interface ResendScript {
  readonly turns: readonly ResendTurn[];
}

/** `answers`: each turn as soon as as many bytes have come back as before it in the original, or nothing comes any more. */
export type ResendTiming = 'original' | 'answers';

export interface ResendOutcome {
  readonly sent: number;
  readonly received: number;
  readonly ending: 'answered' | 'ended by server' | 'no answer' | 'failed';
  readonly reason: string | null;
}

/** Milliseconds of silence after which no more of an answer is expected, beyond twice what it took in the original. */
const SILENCE = 1000;

/** `socket` is connecting; it is closed at the end. */
export async function resend(script: ResendScript, timing: ResendTiming, socket: net.Socket): Promise<ResendOutcome> {
  const wire = new Wire(socket);
  const start = performance.now();
  let sent = 0;
  let expected = 0;
  let answered = true;
  let before = 0;
  let patience = SILENCE;
  for (const { side, bytes, after } of script.turns) {
    if (wire.over) break;
    const took = Math.max(0, after - before);
    before = after;
    if (side === 1) {
      expected += bytes.length;
      patience = SILENCE + 2 * took;
      if (timing === 'answers') answered = await wire.received(expected, patience);
      continue;
    }
    if (timing === 'original') await wire.until(start + after);
    if (wire.over) break;
    socket.write(bytes);
    sent += bytes.length;
  }
  if (!wire.over) answered = await wire.received(expected, patience);
  const endedEarly = wire.ended && wire.bytes < expected;
  socket.end();
  if (!wire.over) await wire.received(Number.POSITIVE_INFINITY, SILENCE);
  socket.destroy();
  const { bytes: received, failure } = wire;
  const ending = failure !== null ? 'failed' : endedEarly ? 'ended by server' : answered ? 'answered' : 'no answer';
  return { sent: wire.connected ? sent : 0, received, ending, reason: failure };
}

/** What comes back, and waiting for it. */
class Wire {
  bytes = 0;
  connected = false;
  ended = false;
  failure: string | null = null;
  #changed: (() => void) | null = null;

  constructor(socket: net.Socket) {
    socket.on('connect', () => {
      this.connected = true;
    });
    socket.on('data', (piece: Buffer) => {
      this.bytes += piece.length;
      this.#changed?.();
    });
    socket.on('end', () => {
      this.ended = true;
      this.#changed?.();
    });
    socket.on('error', (error) => {
      this.failure = error.message;
      this.#changed?.();
    });
  }

  get over(): boolean {
    return this.ended || this.failure !== null;
  }

  /** Resolves when that many bytes have come in all (true), or none have for so many milliseconds (false). */
  async received(bytes: number, patience: number): Promise<boolean> {
    while (this.bytes < bytes && !this.over) {
      if (!(await this.#change(patience))) return false;
    }
    return this.bytes >= bytes;
  }

  /** Resolves at that moment of performance.now(), or when the connection is over. */
  async until(moment: number): Promise<void> {
    while (!this.over && performance.now() < moment) await this.#change(moment - performance.now());
  }

  /** False when nothing happened within so many milliseconds. */
  #change(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#changed = null;
        resolve(false);
      }, milliseconds);
      this.#changed = () => {
        clearTimeout(timer);
        this.#changed = null;
        resolve(true);
      };
    });
  }
}
