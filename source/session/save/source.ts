import type { PacketCopy } from '../../analysis/copy-packets.ts';
import type { PacketIndex } from '../../analysis/packet-index.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Statistic } from '../../connection/statistic.ts';
import type { ConnectionStore } from '../../connection/store.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Budget } from '../../findings/turns.ts';
import type { OpenedConnection } from '../opened-connection.ts';

/** What saving needs of a session. */
export interface SaveSource extends Pick<PacketCopy, 'records' | 'interfaces'> {
  store: ConnectionStore;
  index: PacketIndex;
  /** Names of the capture's files. */
  files: readonly { name: string }[];
  /** What is wrong with the capture itself, a line each. */
  problems: readonly string[];
  /** null: not looked at closely. */
  timeSpent(connection: ConnectionRow): Readonly<Budget> | null;
  /** null: still being looked for. */
  findings: readonly Finding[] | null;
  /** What is known of a connection. */
  statistics(connection: ConnectionRow): readonly Statistic[];
  endpoint(connection: ConnectionRow, side: 0 | 1): string;
  /** Reads the connection back; to be closed by whoever asked. */
  look(connection: ConnectionRow): OpenedConnection;
}
