/**
 * The whole trace over time: every TCP packet is read back once, in the background, when somebody first asks. What comes later
 * is in the next one.
 */
import type { Rerun } from '../analysis/rerun.ts';
import { revisit } from '../analysis/revisit.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { TraceSeries } from '../graph/trace.ts';

export interface TraceReading extends Pick<Rerun, 'index' | 'records' | 'interfaces' | 'decoder' | 'analyser'> {
  store: ConnectionStore;
  changed: () => void;
}

export class WholeTrace {
  readonly series = new TraceSeries();
  /** TCP packets it is made of, and how many of them have been read. */
  packets = 0;
  packetsRead = 0;
  complete = false;
  private closed = false;

  constructor(reading: TraceReading) {
    void this.read(reading);
  }

  /** Stops reading; what is there stays. */
  close(): void {
    this.closed = true;
  }

  private async read({ store, changed, ...rest }: TraceReading): Promise<void> {
    const connections = Uint32Array.from({ length: store.count }, (_, connection) => connection);
    const numbers = packetNumbers(store, rest.index, connections.length);
    this.packets = numbers.length;
    for await (const done of revisit({ ...rest, numbers, connections, observer: this.series })) {
      if (this.closed) return;
      this.packetsRead = done;
      changed();
    }
    this.complete = true;
    changed();
  }
}

/** The packets of all connections, ascending. */
function packetNumbers({ identity }: ConnectionStore, index: Rerun['index'], connections: number): Float64Array {
  const numbers: number[] = [];
  for (let connection = 0; connection < connections; connection++) {
    for (let number = identity.firstPacket(connection); number !== 0; number = index.after(number))
      numbers.push(number);
  }
  return Float64Array.from(numbers).sort();
}
