/**
 * haproxy's PROXY protocol, https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt: a header before the first byte of a
 * connection says who the client really is.
 */
import net from 'node:net';
import { durationText } from './durations.ts';
import type { Address } from './peer.ts';

/** Section 2.1: a version 1 header is at most 107 bytes. */
const LONGEST_V1 = 107;
const V2_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V2_FIXED = 16;
/** Section 2.2: what a receiver must at least have room for is 536 bytes; longer headers carry certificates. */
const LONGEST_V2 = 4096;

export type HeaderRead =
  | { kind: 'partial' }
  | { kind: 'foreign' }
  /** `ends` null: the sender speaks for itself (LOCAL), or does not know (UNKNOWN). */
  | { kind: 'header'; length: number; ends: ConnectionEnds | null };

/** Of the connection that a client made. */
export interface ConnectionEnds {
  readonly client: Address;
  /** The address it connected to. */
  readonly destination: Address;
}

/** Reads the header at the start of `bytes`, of either version. */
export function readProxyHeader(bytes: Buffer): HeaderRead {
  const compared = Math.min(bytes.length, V2_SIGNATURE.length);
  if (bytes.compare(V2_SIGNATURE, 0, compared, 0, compared) === 0) return readV2(bytes);
  return readV1(bytes);
}

function readV1(bytes: Buffer): HeaderRead {
  const text = bytes.toString('latin1', 0, LONGEST_V1);
  const start = 'PROXY ';
  if (!text.startsWith(start.slice(0, text.length))) return { kind: 'foreign' };
  const end = text.indexOf('\r\n');
  if (end < 0) return text.length < LONGEST_V1 ? { kind: 'partial' } : { kind: 'foreign' };
  const [, protocol, source, destination, port, destinationPort] = text.slice(0, end).split(' ');
  const length = end + 2;
  if (protocol === 'UNKNOWN') return { kind: 'header', length, ends: null };
  const family = { TCP4: 4, TCP6: 6 }[protocol];
  if (family === undefined || [source, destination].some((end) => net.isIP(end) !== family)) return { kind: 'foreign' };
  if ([port, destinationPort].some((digits) => !/^\d{1,5}$/.test(digits ?? ''))) return { kind: 'foreign' };
  const ends = {
    client: { address: source, port: Number(port) & 0xffff },
    destination: { address: destination, port: Number(destinationPort) & 0xffff },
  };
  return { kind: 'header', length, ends };
}

function readV2(bytes: Buffer): HeaderRead {
  if (bytes.length < V2_FIXED) return { kind: 'partial' };
  const command = bytes[12];
  const length = V2_FIXED + bytes.readUInt16BE(14);
  if (command >>> 4 !== 2 || (command & 15) > 1 || length > LONGEST_V2) return { kind: 'foreign' };
  if (bytes.length < length) return { kind: 'partial' };
  const body = bytes.subarray(V2_FIXED, length);
  const family = bytes[13] >>> 4;
  if ((command & 15) === 0) return { kind: 'header', length, ends: null };
  if (family === 1 && body.length >= 12) {
    const ends = {
      client: { address: body.subarray(0, 4).join('.'), port: body.readUInt16BE(8) },
      destination: { address: body.subarray(4, 8).join('.'), port: body.readUInt16BE(10) },
    };
    return { kind: 'header', length, ends };
  }
  if (family === 2 && body.length >= 36) {
    const ends = {
      client: { address: address6(body, 0), port: body.readUInt16BE(32) },
      destination: { address: address6(body, 16), port: body.readUInt16BE(34) },
    };
    return { kind: 'header', length, ends };
  }
  return { kind: 'header', length, ends: null };
}

function address6(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(at + group * 2).toString(16));
  return new net.SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

/** The version 1 header of one that does not say for whom it connects. */
export const UNKNOWN_CLIENT = 'PROXY UNKNOWN\r\n';

/** The version 1 header for that connection. */
export function proxyHeader({ client, destination }: ConnectionEnds): Buffer {
  const families = [net.isIP(client.address), net.isIP(destination.address)];
  const protocol = families[0] === families[1] ? { 4: 'TCP4', 6: 'TCP6' }[families[0]] : undefined;
  if (protocol === undefined) return Buffer.from(UNKNOWN_CLIENT, 'latin1');
  const ends = `${client.address} ${destination.address} ${client.port} ${destination.port}`;
  return Buffer.from(`PROXY ${protocol} ${ends}\r\n`, 'latin1');
}

/**
 * Takes the header off the front of the connection and leaves what follows it to be read. Rejects in words when it does
 * not start with one, or does not send one in time.
 */
export function takeProxyHeader(
  socket: net.Socket,
  timeout: number,
  signal: AbortSignal,
): Promise<ConnectionEnds | null> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('data', take).off('end', ended).pause();
    };
    const refuse = (reason: string): void => {
      settle();
      reject(new Error(reason));
    };
    const take = (piece: Buffer): void => {
      bytes = Buffer.concat([bytes, piece]);
      const read = readProxyHeader(bytes);
      if (read.kind === 'foreign') refuse('the client did not send a PROXY header');
      if (read.kind !== 'header') return;
      settle();
      if (bytes.length > read.length) socket.unshift(bytes.subarray(read.length));
      resolve(read.ends);
    };
    const ended = (): void => refuse('the client ended before its PROXY header was whole');
    const abort = (): void => refuse('the connection is over');
    const timer = setTimeout(() => refuse(`no PROXY header within ${durationText(timeout)}`), timeout);
    signal.addEventListener('abort', abort);
    socket.on('data', take).on('end', ended).resume();
  });
}
