/** Pieces of scenarios (test/support/README.md): a client `a` at port 40000 and a server `b` at port 80. */

export const ENDS = 'a 10.0.0.1:40000\nb 10.0.0.2:80';
export const OPTIONS = 'mss 1460,sackOK,wscale 7';

export interface Opening {
  /** Seconds from SYN to SYN/ACK, and from there to ACK: a capture near the client has the first large. */
  toServer?: number;
  toClient?: number;
  clientOptions?: string;
  serverOptions?: string;
  /** Window field of the client's segments, unscaled. */
  window?: number;
}

/** SYN, SYN/ACK, ACK from time 0. */
export function handshake(opening: Opening = {}): string {
  const {
    toServer = 0.02,
    toClient = 0.0001,
    clientOptions = OPTIONS,
    serverOptions = OPTIONS,
    window = 502,
  } = opening;
  return `0 a > b S win 64240 <${clientOptions}>
    ${toServer} b > a S. ack 1 win 65160 <${serverOptions}>
    ${toServer + toClient} a > b . ack 1 win ${window}`;
}

export const NEAR_SERVER: Opening = { toServer: 0.0001, toClient: 0.02 };

export function scenarioOf(...parts: string[]): string {
  return [ENDS, ...parts].join('\n');
}

/** `count` lines, made by number from 0. */
export function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/** A request of 10 bytes and a reply of 10 at the given second, and the reply's acknowledgement. */
export function exchange(second: number, number = 0): string {
  const from = 1 + 10 * number;
  const to = from + 10;
  return `${second} a > b P. ${from}:${to}(10) ack ${from} win 502
    ${second + 0.02} b > a P. ${from}:${to}(10) ack ${to} win 502
    ${second + 0.0201} a > b . ack ${to} win 502`;
}

/** Both ends close, at the given second, having sent so many bytes. */
export function goodbye(second: number, clientBytes: number, serverBytes: number): string {
  return `${second} a > b F. ${clientBytes + 1}:${clientBytes + 1}(0) ack ${serverBytes + 1} win 502
    ${second + 0.02} b > a F. ${serverBytes + 1}:${serverBytes + 1}(0) ack ${clientBytes + 2} win 502
    ${second + 0.0201} a > b . ack ${serverBytes + 2} win 502`;
}

/** Bytes as the text of a scenario's payload. */
export function quoted(bytes: Uint8Array): string {
  return `"${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
}
