/** Writing what is on the screen into files: `w`. */

import path from 'node:path';
import { copyPackets } from '../../analysis/copy-packets.ts';
import { directionLabel } from '../../connection/labels.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { OpenedConnection } from '../opened-connection.ts';
import type { SaveRequest } from '../session.ts';
import { SIDES, writeRaw, writeReadable } from './conversations.ts';
import { OutputFile } from './output-file.ts';
import type { SaveSource } from './source.ts';
import { writeStatistics } from './statistics.ts';
import { saveText } from './text.ts';

/** Resolves to what was written; rejects with one line for the user. */
export async function save(request: SaveRequest, source: SaveSource, signal: AbortSignal): Promise<string> {
  if (request.connections.length === 0) throw new Error('there is no connection to save');
  switch (request.what) {
    case 'raw':
    case 'text':
    case 'hex':
      return saveConversations(request, source, signal);
    case 'packets':
      return savePackets(request, source, signal);
    case 'markdown':
      return saveMarkdown(request, source);
    default:
      return OutputFile.with(request.path, async (file) => {
        await writeStatistics(file, source, request, signal);
        return `${counted(request.connections.length, 'connection')} to ${request.path}`;
      });
  }
}

/** The report that `--report FILE.md` writes, over what the session has found. */
async function saveMarkdown({ connections, path: target }: SaveRequest, source: SaveSource): Promise<string> {
  const { store, files, findings, problems, timeSpent } = source;
  if (findings === null) throw new Error('problems are still being looked for; write the report when that is done');
  const { markdownText } = await import('../../report/markdown.ts');
  const names = files.map(({ name }) => name);
  await saveText(target, markdownText({ store, names, problems, connections, findings, timeSpent }));
  return `${counted(connections.length, 'connection')} to ${target}`;
}

/** One file a connection: with several, its label joins the name. */
async function saveConversations(request: SaveRequest, source: SaveSource, signal: AbortSignal): Promise<string> {
  const { connections, direction, what } = request;
  let bytes = 0;
  let missing = 0;
  for (const connection of connections) {
    const target = connections.length === 1 ? request.path : labelled(request.path, connection, source);
    await withConnection(source, connection, signal, (opened) =>
      OutputFile.with(target, async (file) => {
        if (what === 'raw') missing += await writeRaw(file, opened.conversation, direction, signal);
        else await writeReadable(file, source, connection, opened.conversation, request, signal);
        bytes += file.bytes;
      }),
    );
  }
  const gaps = missing === 0 ? '' : `; ${counted(missing, 'byte')} were not captured and are left out`;
  const files = connections.length === 1 ? request.path : `${connections.length} files ${request.path}-…`;
  return `${counted(bytes, 'byte')} to ${files}${gaps}`;
}

async function savePackets(request: SaveRequest, source: SaveSource, signal: AbortSignal): Promise<string> {
  const { connections, direction } = request;
  const found: number[][] = [];
  for (const connection of connections) {
    if (direction === 'both') found.push(allPackets(source, connection));
    else {
      await withConnection(source, connection, signal, async ({ packets }) => {
        found.push(packets.positionsOf(SIDES[direction][0]));
      });
    }
  }
  const positions = Float64Array.from(found.flat()).sort();
  return OutputFile.with(request.path, async (file) => {
    const copied = await copyPackets({ ...source, positions, write: file.write }, signal);
    const lost = positions.length - copied;
    const gone = lost === 0 ? '' : `; ${counted(lost, 'packet')} are no longer kept`;
    return `${counted(copied, 'packet')} to ${request.path}${gone}`;
  });
}

function allPackets({ index, store }: SaveSource, connection: ConnectionRow): number[] {
  const positions: number[] = [];
  for (let number = store.identity.firstPacket(connection); number !== 0; number = index.after(number)) {
    for (const one of [...index.fragmentsOf(number), number]) positions.push(index.position(one));
  }
  return positions;
}

/** Reads the connection back as far as it goes, lends it to `use`, and lets it go again. */
async function withConnection(
  source: SaveSource,
  connection: ConnectionRow,
  signal: AbortSignal,
  use: (opened: OpenedConnection) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const opened = source.look(connection);
  const stop = (): void => opened.close();
  signal.addEventListener('abort', stop);
  try {
    await opened.caughtUp;
    signal.throwIfAborted();
    await use(opened);
  } finally {
    signal.removeEventListener('abort', stop);
    opened.close();
  }
}

function labelled(target: string, connection: ConnectionRow, { store }: SaveSource): string {
  const { dir, name, ext } = path.parse(target);
  return path.join(dir, `${name}-${directionLabel(store.identity.label(connection), 0)}${ext}`);
}

const counted = (count: number, unit: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? unit : `${unit}s`}`;
