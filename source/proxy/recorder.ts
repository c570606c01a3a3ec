/**
 * Writes what is forwarded as a pcapng capture with synthesised headers: an interface per listener, one packet per piece.
 */
import {
  CHECKSUM_NOT_READY,
  DESCRIPTION_ROOM,
  PACKET_DATA,
  packetRoom,
  writeInterface,
  writePacketAround,
  writeSectionHeader,
  writeStatistics,
} from '../capture/pcapng-writer.ts';
import { PROXY_RECORDER } from '../capture/proxy-recording.ts';
import { Batch } from './batch.ts';
import type { RelayCounters } from './counters.ts';
import type { DiskQueue } from './disk-queue.ts';
import { type FrameHeaders, LONGEST_HEADERS } from './frames.ts';

const LINKTYPE_ETHERNET = 1;

const SECTION_COMMENT =
  'Recorded by a forwarding proxy, from what it forwarded. Addresses, ports, bytes, their order and the times of forwarding ' +
  'are real; Ethernet, IP and TCP headers are synthesised: sequence numbers, windows, segment boundaries and acknowledgements ' +
  'are not those of the wire, and TCP checksums hold the pseudo-header sum only, as with checksum offload. Unix sockets appear ' +
  'as 192.0.2.1 (client) and 192.0.2.2 (server), a target whose name did not resolve as 192.0.2.3. TLS that the proxy ' +
  'terminated is recorded as plaintext: treat this file as a secret.';

interface RecordedInterface {
  readonly name: string;
  readonly description: string;
  received: number;
  /** Packets without their payload, or not recorded at all, because the disk was too slow. */
  dropped: number;
}

export class Recorder {
  readonly sequenceNumbers = new SequenceNumbers();
  readonly batch = new Batch();
  readonly #queue: DiskQueue;
  readonly #segmentLimit: number;
  readonly #keepPayload: number;
  readonly #counters: RelayCounters;
  readonly #interfaces: RecordedInterface[] = [];
  /** How many of them the segment describes: behind a disk that has stalled there may have been no room for the others. */
  #described = 0;
  #segmentBytes = 0;
  #startMicros = 0;
  #lastMicros = 0;

  /** `keepPayload`: bytes kept of each piece at most; null = all. `segmentLimit`: bytes after which a new segment begins. */
  constructor(queue: DiskQueue, segmentLimit: number, keepPayload: number | null, counters: RelayCounters) {
    this.#queue = queue;
    this.#segmentLimit = segmentLimit;
    this.#keepPayload = keepPayload ?? Number.POSITIVE_INFINITY;
    this.#counters = counters;
    this.#writeSection();
  }

  /** Numbers are given from 0 in order; an interface of the same name and description is the same one. */
  addInterface(name: string, description: string): number {
    const known = this.#interfaces.findIndex((one) => one.name === name && one.description === description);
    if (known >= 0) return known;
    this.#interfaces.push({ name, description, received: 0, dropped: 0 });
    this.#describeInterfaces();
    return this.#interfaces.length - 1;
  }

  /** One segment with `payload[from … from + length)`; all of it on one line of the capture. */
  packet(
    interfaceNumber: number,
    headers: FrameHeaders,
    sequence: number,
    acknowledgement: number,
    flags: number,
    payload: Buffer | null,
    from: number,
    length: number,
    micros: number,
    comment: string | null,
  ): void {
    const queue = this.#queue;
    if (!queue.running) return;
    const counted = this.#interfaces[interfaceNumber];
    counted.received++;
    if (this.#startMicros === 0) this.#startMicros = micros;
    this.#lastMicros = micros;
    if (this.#segmentBytes >= this.#segmentLimit) this.#nextSegment();
    if (!this.#isDescribed(interfaceNumber)) {
      counted.dropped++;
      this.#counters.cut(Math.min(length, this.#keepPayload));
      return;
    }

    let kept = Math.min(length, this.#keepPayload);
    if (!queue.reserve(packetRoom(LONGEST_HEADERS + kept), kept > 0 ? 'payload' : 'headers')) {
      counted.dropped++;
      this.#counters.cut(kept);
      kept = 0;
      if (!queue.reserve(packetRoom(LONGEST_HEADERS), 'headers')) return;
    }
    const { bytes, at } = queue;
    const data = at + PACKET_DATA;
    const headerBytes = headers.write(bytes, data, sequence, acknowledgement, flags, length);
    if (kept > 0) (payload as Buffer).copy(bytes, data + headerBytes, from, from + kept);
    const seconds = Math.floor(micros / 1e6);
    const nanos = Math.floor((micros - seconds * 1e6) * 1000);
    const end = writePacketAround(
      bytes,
      at,
      interfaceNumber,
      seconds,
      nanos,
      headerBytes + kept,
      headerBytes + length,
      CHECKSUM_NOT_READY,
      comment,
    );
    this.#commit(end);
  }

  /** Writes the interfaces' counters and what is still queued. */
  async close(): Promise<void> {
    this.batch.close();
    this.#writeStatistics();
    await this.#queue.close();
  }

  /** Behind a disk that has stalled a segment grows beyond its limit, by what still fits into the queue. */
  #nextSegment(): void {
    if (!this.#queue.hasRoomForSegment) return;
    this.#writeStatistics();
    this.#queue.nextSegment();
    this.#segmentBytes = 0;
    this.#writeSection();
    this.#described = 0;
    this.#describeInterfaces();
  }

  #writeSection(): void {
    if (!this.#queue.reserve(DESCRIPTION_ROOM, 'headers')) return;
    const { bytes, at } = this.#queue;
    this.#commit(
      writeSectionHeader(bytes, at, {
        comment: SECTION_COMMENT,
        application: PROXY_RECORDER,
        system: `${process.platform} ${process.arch}`,
      }),
    );
  }

  #isDescribed(number: number): boolean {
    if (number >= this.#described) this.#describeInterfaces();
    return number < this.#described;
  }

  #describeInterfaces(): void {
    const queue = this.#queue;
    while (this.#described < this.#interfaces.length && queue.reserve(DESCRIPTION_ROOM, 'headers')) {
      const { name, description } = this.#interfaces[this.#described++];
      this.#commit(writeInterface(queue.bytes, queue.at, { linkType: LINKTYPE_ETHERNET, name, description }));
    }
  }

  #writeStatistics(): void {
    for (const [number, { received, dropped }] of this.#interfaces.slice(0, this.#described).entries()) {
      if (!this.#queue.reserve(DESCRIPTION_ROOM, 'headers')) return;
      const counted = { start: this.#startMicros / 1e6, end: this.#lastMicros / 1e6, received, dropped };
      this.#commit(writeStatistics(this.#queue.bytes, this.#queue.at, number, counted));
    }
  }

  #commit(end: number): void {
    this.#segmentBytes += end - this.#queue.at;
    this.#queue.commit(end);
  }
}

/**
 * Initial sequence numbers for recorded connections. When the same two ends meet again on the same listener, each side
 * starts above where it stopped, so that nothing of the new connection can be taken for a piece of the old (RFC 9293
 * section 3.4.1 asks the same of hosts).
 */

/** Pairs of ends remembered; of older ones a reuse starts anywhere. */
const REMEMBERED = 32_768;
/** Distance kept from where the last connection stopped. */
const STEP = 64_000;

export class SequenceNumbers {
  readonly #next = new Map<string, readonly [client: number, server: number]>();

  /** Unsigned 32-bit numbers of both sides. */
  initial(ends: string, micros: number): readonly [client: number, server: number] {
    const known = this.#next.get(ends);
    // The clock of RFC 9293: one step every 4 µs.
    const clock = Math.floor(micros / 4) % 2 ** 32;
    return known ?? [clock, (clock + 2 ** 31) % 2 ** 32];
  }

  /** The connection between these ends has stopped at these sequence numbers. */
  stopped(ends: string, client: number, server: number): void {
    this.#next.delete(ends);
    this.#next.set(ends, [(client + STEP) % 2 ** 32, (server + STEP) % 2 ** 32]);
    if (this.#next.size > REMEMBERED) this.#next.delete(this.#next.keys().next().value as string);
  }
}
