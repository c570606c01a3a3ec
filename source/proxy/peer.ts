/**
 * One of the two parties of a relayed connection, as a socket.
 */
import type net from 'node:net';
import type { ReusedReads } from './reused-reads.ts';

export interface Address {
  readonly address: string;
  readonly port: number;
}

export interface Peer {
  /** Where its bytes are read and written: the connection itself, or the TLS session on it. */
  readonly stream: net.Socket;
  /** The connection itself: what a reset must be sent on. */
  readonly transport: net.Socket;
  readonly kind: 'tcp' | 'unix';
  /** Where what is read comes from; null = the stream emits it. */
  readonly reads: ReusedReads | null;
}

/** Ends the connection as abruptly as its kind allows: RST for TCP; a Unix socket knows no reset and is closed. */
export function reset({ stream, transport, kind }: Peer): void {
  if (transport.destroyed) return;
  if (kind === 'unix') transport.destroy();
  else if (isSendingEnd(transport)) transport.once('finish', () => transport.resetAndDestroy());
  else transport.resetAndDestroy();
  if (stream !== transport) stream.destroy();
}

/**
 * An end is on its way to the system, which takes a turn of the event loop: a reset would fail meanwhile and leave the
 * descriptor open (https://docs.libuv.org/en/v1.x/tcp.html#c.uv_tcp_close_reset).
 */
const isSendingEnd = ({ writableEnded, writableLength, writableFinished }: net.Socket): boolean =>
  writableEnded && writableLength === 0 && !writableFinished;
