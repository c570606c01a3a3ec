/** The connections somebody looks into, read back from the capture: the last few stay at hand and up to date. */

import type { AnalysisClient } from '../analysis/client.ts';
import { decoderFor } from '../analysis/decoders.ts';
import type { Openings } from '../analysis/openings.ts';
import { readPackets, readRecord } from '../analysis/read-packets.ts';
import type { CaptureInterface } from '../capture/capture.ts';
import { endText } from '../connection/addresses.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { IsForwarded } from '../connection/known.ts';
import type { ConnectionNumber, ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type Reading, TURNS_ONLY } from '../stream/choice.ts';
import type { Decoding } from '../stream/decoding.ts';
import { safeText } from '../stream/safe-text.ts';
import type { EndText } from '../stream/services.ts';
import type { Unit } from '../stream/unit.ts';
import type { Arrivals } from './arrivals.ts';
import type { ExchangeReading } from './exchange-list.ts';
import { LastMessages } from './last-messages.ts';
import { OpenedConnection } from './opened-connection.ts';
import type { Pulse } from './pulse.ts';
import type { PacketRecord } from './session.ts';

/** Connections whose packets and messages are kept at hand. */
const MOST_OPENED = 4;

export interface ReadBack {
  client: AnalysisClient;
  analyser: Omit<AnalyserOptions, 'ignored' | 'ignoredUdp'>;
  openings: Openings;
  isForwarded: IsForwarded;
  decoding: Decoding;
  arrivals: Arrivals;
  pulse: Pulse;
}

export class OpenedConnections {
  readonly #from: ReadBack;
  /** By number; the connection looked into last comes last. */
  readonly #opened = new Map<ConnectionNumber, OpenedConnection>();
  /** Of the connection that is watched just now. */
  #watched: { number: ConnectionNumber; last: LastMessages } | null = null;
  /** The capture's interfaces so far: the same array all the time, for those who read back while it grows. */
  readonly #interfaces: CaptureInterface[] = [];

  constructor(from: ReadBack) {
    this.#from = from;
  }

  /** The connection's packets read back, from now on kept up to date while it is among the last looked into. */
  open(connection: ConnectionRow): OpenedConnection {
    const number = this.#from.client.store.number(connection);
    const opened = this.#opened.get(number) ?? this.look(connection);
    this.#opened.delete(number);
    this.#opened.set(number, opened);
    const [oldest] = this.#opened;
    if (this.#opened.size > MOST_OPENED) {
      this.#stopReading(oldest[1]);
      this.#opened.delete(oldest[0]);
    }
    return opened;
  }

  /** As `open`, for one look that nobody comes back to: the caller closes it. */
  look = (connection: ConnectionRow): OpenedConnection => this.#look(connection, null);

  /** As `look`, its conversation cut into turns whatever it speaks. */
  lookAtTurns(connection: ConnectionRow): OpenedConnection {
    return this.#look(connection, TURNS_ONLY);
  }

  #look(connection: ConnectionRow, decoding: Reading | null): OpenedConnection {
    const { client, isForwarded } = this.#from;
    const { identity, core } = client.store;
    return new OpenedConnection({
      ...this.#reading(connection, decoding),
      // Of a stream it moves on with what is kept.
      get firstPacket() {
        return identity.firstPacket(connection);
      },
      packets: [core.packets(2 * connection), core.packets(2 * connection + 1)],
      forwarded: isForwarded(connection),
      read: (positions) => readPackets(client, positions),
      readRecord: this.#readRecord,
      mayGrow: this.#from.arrivals.canCome,
    });
  }

  readonly #readRecord = async (position: number): Promise<PacketRecord | null> => {
    const record = await readRecord(this.#from.client, position);
    if (record === null) return null;
    const { linkType = -1, fcsLength = 0, name = null } = this.#interfaces[record.interface] ?? {};
    const tunnelPorts = this.#from.openings.tunnels;
    return { ...record, linkType, fcsLength, tunnelPorts, interfaceName: name === null ? null : safeText(name) };
  };

  /** Its last messages, from now on and until another is watched. */
  watch(connection: ConnectionRow): readonly Unit[] {
    const { store } = this.#from.client;
    const number = store.number(connection);
    if (this.#watched?.number !== number) {
      this.watchNone();
      const firstPacket = store.identity.firstPacket(connection);
      this.#watched = { number, last: new LastMessages({ ...this.#reading(connection), firstPacket }) };
    }
    return this.#watched.last.messages;
  }

  /** Conversations are cut by another protocol from now on: all are read again when they are asked for. */
  forget(): void {
    for (const one of this.#opened.values()) this.#stopReading(one);
    this.#opened.clear();
    this.watchNone();
  }

  watchNone(): void {
    if (this.#watched !== null) this.#stopReading(this.#watched.last);
    this.#watched = null;
  }

  /** Interfaces may have become known. */
  factsCame(): void {
    this.#interfaces.push(...this.#from.client.facts.interfaces.slice(this.#interfaces.length));
  }

  close(): void {
    for (const one of this.#opened.values()) one.close();
    this.#watched?.last.close();
  }

  /** It waits for what comes next: told that something has, it sees that nobody wants it. */
  #stopReading(reader: { close(): void }): void {
    reader.close();
    this.#from.arrivals.tell(true);
  }

  /** What reading all connections at once needs. */
  everything(endText: EndText): ExchangeReading {
    const { client, decoding } = this.#from;
    return { ...this.#pass(), index: client.index, store: client.store, decoding, endText };
  }

  /** What running the analyser again over a connection needs. */
  #reading(connection: ConnectionRow, decoding: Reading | null = null) {
    const { client } = this.#from;
    const ports = portsOf(client.store, connection);
    const a = endText(client.store.identity, connection, 0);
    return { ...this.#pass(), a, index: client.index, ports, decoding: decoding ?? this.#from.decoding.of(ports) };
  }

  #pass() {
    const { client, analyser, openings, arrivals, pulse } = this.#from;
    return {
      records: client,
      interfaces: this.#interfaces,
      decoder: decoderFor('everything', openings),
      analyser: { ...analyser, ignored: null, ignoredUdp: null },
      more: arrivals.next,
      pulse,
    };
  }
}

export const portsOf = ({ identity }: ConnectionStore, connection: ConnectionRow): readonly [number, number] => [
  identity.port(connection, 0),
  identity.port(connection, 1),
];
