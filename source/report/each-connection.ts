/** Goes through connections for a report that tells of each: while a capture is read, or those of a session. */

import { setImmediate } from 'node:timers/promises';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { parseExpression } from '../filter/expression.ts';
import { count } from '../findings/wording.ts';
import { NUMERIC_ENDPOINTS } from './endpoints.ts';
import type { SaveAsked, SaveSource } from './export.ts';
import { Output } from './output.ts';
import { OutputFile } from './output-file.ts';
import { type Complain, exitCodeOf, readAll } from './reading.ts';
import type { CaptureRequest } from './request.ts';
import { isListed, type Listing, listed, listingOf } from './selection.ts';

/** Writes something of a connection; `file`: name of the capture file in which it begins. */
type Write = (store: ConnectionStore, connection: ConnectionRow, file: string) => void;

/**
 * Writes of each connection that -o, -i, -c, -f and --filter leave: those that are retired while the capture is read when they
 * are, the others at its end, in order of first packet.
 */
export async function writeEach(
  request: CaptureRequest,
  output: Output,
  complain: Complain,
  write: Write,
): Promise<number> {
  const filter = request.selection.expression === null ? null : parseExpression(request.selection.expression);
  const listing = (store: ConnectionStore): Listing => listingOf(request, store, NUMERIC_ENDPOINTS, filter);
  const reading = await readAll(request, output, complain, (store, { files }) => {
    if (store.most === null) return [];
    const isWanted = isListed(listing(store));
    const retiring = (connection: ConnectionRow): void => {
      if (isWanted(connection)) write(store, connection, files[store.identity.file(connection)].name);
    };
    return [{ retiring }];
  });
  const { store, files } = reading;
  for (const connection of listed(listing(store))) {
    write(store, connection, files[store.identity.file(connection)].name);
  }
  return exitCodeOf(reading);
}

/** Connections written between two looks at the keyboard. */
const AT_A_STRETCH = 64;

/** Writes something of each of these connections into a file; the screen goes on meanwhile. `make` gets where to write. */
export function saveEach(
  { connections, path }: SaveAsked,
  signal: AbortSignal,
  make: (output: Output) => (connection: ConnectionRow) => void,
): Promise<string> {
  return OutputFile.with(path, async (file) => {
    const parts: Uint8Array[] = [];
    const output = new Output((bytes) => parts.push(Uint8Array.from(bytes)));
    const write = make(output);
    for (const [i, connection] of connections.entries()) {
      write(connection);
      if (i % AT_A_STRETCH !== 0) continue;
      for (const part of parts.splice(0)) await file.write(part);
      await setImmediate();
      signal.throwIfAborted();
    }
    output.flush();
    for (const part of parts) await file.write(part);
    return `${count(connections.length, 'connection')} to ${path}`;
  });
}

/** Which statistics a session knows of a connection. */
export function knownOf({ statistics }: SaveSource, connection: ConnectionRow): (statistic: Statistic) => boolean {
  const known = new Set(statistics(connection).map(({ id }) => id));
  return ({ id }) => known.has(id);
}
