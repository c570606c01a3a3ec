/**
 * A connection somebody looks into: its packets go through the analyser once more, and what they show is kept: the list of
 * packets with the conversation, and what graphs are drawn from. Each is read when first asked for, and grows while it reads
 * and while the capture grows.
 */
import { setImmediate } from 'node:timers/promises';
import type { PassObserver } from '../analysis/observer.ts';
import { type Rerun, rerun } from '../analysis/rerun.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { ConnectionSeries } from '../graph/series.ts';
import { CapturedConversation, type ReadPackets } from '../stream/captured-conversation.ts';
import type { Reading } from '../stream/choice.ts';
import { StreamObserver } from '../stream/stream-observer.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import { PacketRows, type ReadPacket } from './packet-rows.ts';
import type { Pulse } from './pulse.ts';

export interface ConnectionReading extends Omit<Rerun, 'observer' | 'more'> {
  ports: readonly [number, number];
  /** What cuts its conversation. */
  decoding: Reading;
  /** Packets of A and of B so far. */
  packets: readonly [number, number];
  /** A proxy forwarded and recorded it. */
  forwarded: boolean;
  read: ReadPackets;
  readRecord: ReadPacket;
  /** Resolves to true when more packets may have come, to false when none will. */
  more: () => Promise<boolean>;
  /** More packets may come than there are now. */
  mayGrow: () => boolean;
  pulse: Pulse;
}

/** The list of packets and the conversation: one reading makes both. */
interface Listed {
  packets: PacketRows;
  conversation: CapturedConversation;
  caughtUp: Promise<void>;
}

export class OpenedConnection {
  readonly #reading: ConnectionReading;
  #listedRead: Listed | null = null;
  #seriesRead: ConnectionSeries | null = null;
  #closed = false;

  constructor(reading: ConnectionReading) {
    this.#reading = reading;
  }

  get packets(): PacketRows {
    return this.#listed.packets;
  }

  get conversation(): CapturedConversation {
    return this.#listed.conversation;
  }

  /** Resolves when all packets there were have been listed, or the connection was closed. */
  get caughtUp(): Promise<void> {
    return this.#listed.caughtUp;
  }

  get series(): ConnectionSeries {
    if (this.#seriesRead === null) {
      this.#seriesRead = new ConnectionSeries(this.#reading.packets);
      void this.#readSeries(this.#seriesRead);
    }
    return this.#seriesRead;
  }

  /** Stops reading; what is there stays. */
  close(): void {
    this.#closed = true;
  }

  get #listed(): Listed {
    if (this.#listedRead === null) {
      const { read, readRecord, ports, forwarded, decoding } = this.#reading;
      const packets = new PacketRows(readRecord, forwarded);
      const conversation = new CapturedConversation(read, ports, decoding);
      const caughtUp = new Promise<void>((resolve) => {
        void this.#readList(packets, conversation, resolve);
      });
      this.#listedRead = { packets, conversation, caughtUp };
    }
    return this.#listedRead;
  }

  async #readSeries(observer: ConnectionSeries): Promise<void> {
    const reading = this.#reading;
    const reached = reading.pulse.reader();
    const more = async (): Promise<boolean> => {
      observer.end();
      reached();
      return !this.#closed && (await reading.more()) && !this.#closed;
    };
    for await (const _packets of rerun({ ...reading, observer, more })) {
      if (this.#closed) break;
      reading.pulse.touch();
      await setImmediate();
    }
    observer.end();
    reached();
  }

  async #readList(packets: PacketRows, conversation: CapturedConversation, caughtUp: () => void): Promise<void> {
    const reading = this.#reading;
    const observer = new Both(packets, conversation);
    const tell = reading.pulse.reader();
    const reached = (): void => {
      packets.finish(reading.packets[0] + reading.packets[1]);
      if (reading.mayGrow() && !this.#closed) conversation.caughtUp(packets.gone);
      else conversation.finish(packets.gone);
      tell();
      caughtUp();
    };
    const more = async (): Promise<boolean> => {
      if (reading.mayGrow()) reached();
      return !this.#closed && (await reading.more()) && !this.#closed;
    };
    for await (const _packets of rerun({ ...reading, observer, more })) {
      if (this.#closed) break;
      reading.pulse.touch();
      await setImmediate();
    }
    reached();
  }
}

/** Hands each segment to the packet list and to the conversation. */
class Both implements PassObserver {
  readonly #packets: PacketRows;
  readonly #conversation: StreamObserver;

  constructor(packets: PacketRows, conversation: CapturedConversation) {
    this.#packets = packets;
    this.#conversation = new StreamObserver(conversation);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    this.#packets.segment(packets, segments, i, number, outcome);
    this.#conversation.segment(packets, segments, i, number, outcome);
  }
}
