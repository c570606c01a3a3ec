/** The processes of this host that connections are of, while these happen: asked for in the background, never waited for. */
import type { ConnectionNumber, ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type LocalProcess, localProcesses } from '../names/local-processes.ts';

/** Between two looks, ms. */
const REST = 2000;
/** Connections of which the process is remembered; the oldest are forgotten. */
const MOST_KNOWN = 2 ** 16;

export class LocalOwners {
  readonly #store: ConnectionStore;
  readonly #changed: () => void;
  readonly #look: () => Promise<ReadonlyMap<string, LocalProcess>>;
  #seen = 0;
  #looking = false;

  constructor(store: ConnectionStore, changed: () => void, look = localProcesses) {
    this.#store = store;
    this.#changed = changed;
    this.#look = () => look();
  }

  /** New connections may have come. */
  async connectionsCame(): Promise<void> {
    const { found } = this.#store;
    if (this.#looking || found === this.#seen) return;
    this.#looking = true;
    const first = this.#seen + 1;
    this.#seen = found;
    const processes = await this.#look();
    for (let number = first; number <= found; number++) this.#settle(number as ConnectionNumber, processes);
    this.#changed();
    setTimeout(() => {
      this.#looking = false;
      void this.connectionsCame();
    }, REST).unref();
  }

  /** This program's own sockets are the proxy's. */
  #settle(number: ConnectionNumber, processes: ReadonlyMap<string, LocalProcess>): void {
    const { localOwners } = this.#store;
    const row = this.#store.rowOf(number);
    if (row === null) return;
    for (const side of [0, 1] as const) {
      const owner = processes.get(endOf(this.#store, row, side));
      if (owner === undefined || owner.pid === process.pid) continue;
      localOwners.set(number, { ...owner, pod: null });
      break;
    }
    if (localOwners.size > MOST_KNOWN) localOwners.delete(localOwners.keys().next().value as ConnectionNumber);
  }
}

/** As `localProcesses` writes ends. */
function endOf({ identity }: ConnectionStore, row: ConnectionRow, side: 0 | 1): string {
  const address =
    identity.version(row) === 4
      ? identity.address4(row, side).toString(16).padStart(8, '0')
      : Buffer.from(identity.address6(row, side)).toString('hex');
  return `${address}:${identity.port(row, side)}`;
}
