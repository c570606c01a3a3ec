/**
 * Reads a socket into one buffer again and again. Left to itself Node reads into a new buffer of 64 KiB each time, outside
 * V8's heap, and finding and freeing those takes a fifth of the processor time of forwarding (docs/performance.md).
 */
import net from 'node:net';
import { LONGEST_PAYLOAD } from './frames.ts';

/** What fills a buffer is one packet of the recording. */
const BUFFER_BYTES = LONGEST_PAYLOAD;
/** Buffers kept for connections to come. */
const BUFFERS_AT_REST = 64;

const free: Buffer[] = [];

const takeBuffer = (): Buffer => free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);

function giveBack(buffer: Buffer): void {
  if (free.length < BUFFERS_AT_REST) free.push(buffer);
}

export class ReusedReads {
  /** For the socket to be read so: https://nodejs.org/api/net.html#new-netsocketoptions */
  readonly onread: net.OnReadOpts;
  #buffer = takeBuffer();
  #early: Buffer[] = [];
  #take = (bytes: Buffer): void => void this.#early.push(Buffer.from(bytes));

  constructor() {
    this.onread = {
      buffer: () => this.#buffer,
      callback: (length, buffer) => {
        this.#take((buffer as Buffer).subarray(0, length));
        return true;
      },
    };
  }

  /** Where bytes go from now on; they are good only until `take` returns, unless they are lent. */
  to(take: (bytes: Buffer) => void): void {
    this.#take = take;
    for (const bytes of this.#early) take(bytes);
    this.#early = [];
  }

  /** The bytes that `take` has now stay good until what this returns is called: further ones go into another buffer. */
  lend(): () => void {
    const lent = this.#buffer;
    this.#buffer = takeBuffer();
    return () => giveBack(lent);
  }

  /** The socket is closed. */
  end(): void {
    giveBack(this.#buffer);
  }
}

/** What Node does not document of a socket: the connection itself, which some kinds cannot read into a given buffer. */
interface WithHandle {
  _handle: { useUserBuffer?: unknown } | null;
}

export interface TakenOver {
  readonly socket: net.Socket;
  readonly reads: ReusedReads;
}

/**
 * The accepted connection in a socket that is read so: Node reads only sockets that a program makes in this way, and a
 * server makes its own. Null: this Node's sockets are not like that; the connection goes on as it is.
 */
export function takeOver(accepted: net.Socket): TakenOver | null {
  const withHandle = accepted as unknown as WithHandle;
  const handle = withHandle._handle;
  if (typeof handle?.useUserBuffer !== 'function') return null;
  withHandle._handle = null;
  accepted.destroy();
  const reads = new ReusedReads();
  const socket = new net.Socket({ handle, allowHalfOpen: true, onread: reads.onread } as net.SocketConstructorOpts);
  socket.on('close', () => reads.end());
  return { socket, reads };
}
