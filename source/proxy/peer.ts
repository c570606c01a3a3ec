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
  if (kind === 'tcp') transport.resetAndDestroy();
  else transport.destroy();
  if (stream !== transport) stream.destroy();
}
