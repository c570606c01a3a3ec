/** The packets of connections as they were captured, in the order of the capture. */
import { copyPackets } from '../analysis/copy-packets.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { count } from '../findings/wording.ts';
import type { SaveSource, SaveWriter } from './export.ts';
import { OutputFile } from './output-file.ts';

export const savePackets: SaveWriter = ({ connections, path }, source, signal) => {
  const positions = Float64Array.from(connections.flatMap((connection) => positionsOf(connection, source))).sort();
  return OutputFile.with(path, async (file) => {
    const copied = await copyPackets({ ...source, positions, write: file.write }, signal);
    const lost = positions.length - copied;
    const gone = lost === 0 ? '' : `; ${count(lost, 'packet')} are no longer kept`;
    return `${count(copied, 'packet')} to ${path}${gone}`;
  });
};

function positionsOf(connection: ConnectionRow, { index, store }: SaveSource): number[] {
  const positions: number[] = [];
  for (let number = store.identity.firstPacket(connection); number !== 0; number = index.after(number)) {
    for (const one of [...index.fragmentsOf(number), number]) positions.push(index.position(one));
  }
  return positions;
}
