/**
 * The ends of connections and UDP pairs as reports print them: "HOST:PORT", numbers or names, and "A - B (a2b)".
 */

import { writeTcptraceAddress } from '../connection/addresses.ts';
import { writeDirectionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';
import { writeAscii, writeUnsigned } from './numbers.ts';

const COLON = 0x3a;
/** tcptrace cuts an endpoint, and the label of a connection, to this many characters. */
const LONGEST_ENDPOINT = 99;
/** Room to reserve for a host, or for a label, before it is cut. */
export const ENDPOINT_ROOM = 600;

/** How hosts and ports are written: each writes ASCII at `at` and returns the offset behind it. */
export interface EndpointWriter {
  host(bytes: Uint8Array, at: number, identity: IdentityRows, row: number, side: 0 | 1): number;
  port(bytes: Uint8Array, at: number, identity: IdentityRows, row: number, side: 0 | 1): number;
}

export const NUMERIC_ENDPOINTS: EndpointWriter = {
  host: writeTcptraceAddress,
  port: (bytes, at, identity, row, side) => writeUnsigned(bytes, at, identity.port(row, side)),
};

/** "HOST:PORT", cut to 99 characters. */
export function writeEndpoint(
  bytes: Uint8Array,
  at: number,
  writer: EndpointWriter,
  identity: IdentityRows,
  row: number,
  side: 0 | 1,
): number {
  const middle = writer.host(bytes, at, identity, row, side);
  bytes[middle] = COLON;
  return Math.min(at + LONGEST_ENDPOINT, writer.port(bytes, middle + 1, identity, row, side));
}

/** "A:1 - B:2 (a2b)", cut to 99 characters. */
export function writePairLabel(
  bytes: Uint8Array,
  at: number,
  writer: EndpointWriter,
  identity: IdentityRows,
  row: number,
): number {
  let end = writeEndpoint(bytes, at, writer, identity, row, 0);
  end = writeAscii(bytes, end, ' - ');
  end = writeEndpoint(bytes, end, writer, identity, row, 1);
  end = writeAscii(bytes, end, ' (');
  end = writeDirectionLabel(bytes, end, identity.label(row), 0);
  end = writeAscii(bytes, end, ')');
  return Math.min(at + LONGEST_ENDPOINT, end);
}

const scratch = Buffer.alloc(2 * ENDPOINT_ROOM);

/** The length of the longest pair label of the rows that `counts` takes; 0 without any. */
export function longestPairLabel(
  writer: EndpointWriter,
  identity: IdentityRows,
  count: number,
  counts: (row: number) => boolean,
): number {
  let longest = 0;
  for (let row = 0; row < count; row++) {
    if (counts(row)) longest = Math.max(longest, writePairLabel(scratch, 0, writer, identity, row));
  }
  return longest;
}

/** Host and port of a connection's side as strings. */
export function endpointTexts(
  writer: EndpointWriter,
  identity: IdentityRows,
): Record<'hostName' | 'portName', (connection: ConnectionRow, side: 0 | 1) => string> {
  const text = (write: EndpointWriter['host'], connection: ConnectionRow, side: 0 | 1): string =>
    scratch.toString('latin1', 0, write(scratch, 0, identity, connection, side));
  return {
    hostName: (connection, side) => text(writer.host, connection, side),
    portName: (connection, side) => text(writer.port, connection, side),
  };
}

/** writeEndpoint as a string. */
export function endpointText(writer: EndpointWriter, identity: IdentityRows, row: number, side: 0 | 1): string {
  return scratch.toString('latin1', 0, writeEndpoint(scratch, 0, writer, identity, row, side));
}
