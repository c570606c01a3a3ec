/** Captures built byte by byte, and read back whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Capture, CaptureSource, ReadingPolicy } from '../../source/capture/capture.ts';
import { type OpenOptions, openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';

export type Order = 'little' | 'big';

/** Bytes with fields of 1, 2, 4 or 8 bytes put after each other in one byte order. */
export class Fields {
  readonly #parts: Buffer[] = [];
  readonly #order: Order;

  constructor(order: Order) {
    this.#order = order;
  }

  u8(...values: number[]): this {
    this.#parts.push(Buffer.from(values));
    return this;
  }

  u16(...values: number[]): this {
    return this.#put(2, values);
  }

  u32(...values: number[]): this {
    return this.#put(4, values);
  }

  u64(...values: bigint[]): this {
    for (const value of values) {
      const part = Buffer.alloc(8);
      if (this.#order === 'little') part.writeBigUInt64LE(BigInt.asUintN(64, value));
      else part.writeBigUInt64BE(BigInt.asUintN(64, value));
      this.#parts.push(part);
    }
    return this;
  }

  bytes(...values: Uint8Array[]): this {
    this.#parts.push(...values.map((value) => Buffer.from(value)));
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #put(size: number, values: number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(size);
      if (this.#order === 'little') part.writeUIntLE(value, 0, size);
      else part.writeUIntBE(value, 0, size);
      this.#parts.push(part);
    }
    return this;
  }
}

export interface PcapOptions {
  order?: Order;
  magic?: number;
  version?: [number, number];
  snaplen?: number;
  linkType?: number;
}

export function pcapHeader(options: PcapOptions = {}): Buffer {
  const { order = 'little', magic = 0xa1b2c3d4, version = [2, 4], snaplen = 65_535, linkType = 1 } = options;
  return new Fields(order)
    .u32(magic)
    .u16(...version)
    .u32(0, 0, snaplen, linkType)
    .done();
}

export function pcapRecord(
  seconds: number,
  fraction: number,
  data: Uint8Array,
  wire = data.length,
  order: Order = 'little',
) {
  return new Fields(order).u32(seconds, fraction, data.length, wire).bytes(data).done();
}

/** `count` records of 60 bytes, one a second from 1700000000 on, each filled with its number. */
export function pcapRecords(count: number, first = 0): Buffer[] {
  return Array.from({ length: count }, (_, index) =>
    pcapRecord(1_700_000_000 + first + index, 5, Buffer.alloc(60, first + index)),
  );
}

export function block(type: number, body: Uint8Array, order: Order = 'little'): Buffer {
  const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
  const total = 12 + body.length + padding.length;
  return new Fields(order).u32(type, total).bytes(body, padding).u32(total).done();
}

export function option(code: number, value: Uint8Array, order: Order = 'little'): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
  return new Fields(order).u16(code, value.length).bytes(value, padding).done();
}

export function sectionBlock(
  order: Order = 'little',
  options: Buffer[] = [],
  version: [number, number] = [1, 0],
): Buffer {
  const body = new Fields(order)
    .u32(0x1a2b3c4d)
    .u16(...version)
    .u64(-1n)
    .bytes(...options);
  return block(0x0a0d0d0a, body.done(), order);
}

export function interfaceBlock(linkType: number, snaplen = 0, options: Buffer[] = [], order: Order = 'little'): Buffer {
  const body = new Fields(order)
    .u16(linkType, 0)
    .u32(snaplen)
    .bytes(...options);
  return block(1, body.done(), order);
}

export function packetBlock(number: number, ticks: bigint, data: Uint8Array, order: Order = 'little'): Buffer {
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
  const body = new Fields(order)
    .u32(number, Number(ticks >> 32n), Number(ticks & 0xffffffffn), data.length, data.length)
    .bytes(data, padding);
  return block(6, body.done(), order);
}

export interface ReadPacket {
  data: string;
  wire: number;
  micros: number;
  nanos: number;
  interface: number;
  position: number;
}

export interface ReadCapture {
  packets: ReadPacket[];
  /** As read a second time, by position. */
  recalled: ReadPacket[];
  capture: Capture;
}

/** Reads a source to its end, then all its packets again by position, and closes it. */
export async function readWhole(
  sources: CaptureSource[],
  policy: ReadingPolicy = 'everything',
  options: OpenOptions = {},
): Promise<ReadCapture> {
  const capture = await openCapture(sources, policy, options);
  const batch = new PacketBatch();
  const packets: ReadPacket[] = [];
  for (let filled = capture.fill(batch); filled !== 'end'; filled = capture.fill(batch)) {
    packets.push(...packetsOf(batch));
    if (filled === 'starved') await capture.more(new AbortController().signal);
  }
  const recalled = recall(
    capture,
    packets.map(({ position }) => position),
  );
  capture.close();
  return { packets, recalled, capture };
}

export function recall(capture: Capture, positions: number[]): ReadPacket[] {
  const batch = new PacketBatch();
  const packets: ReadPacket[] = [];
  for (let from = 0; from < positions.length; ) {
    from += capture.read(Float64Array.from(positions), from, positions.length, batch);
    packets.push(...packetsOf(batch));
  }
  return packets;
}

export function packetsOf(batch: PacketBatch): ReadPacket[] {
  return Array.from({ length: batch.count }, (_, index) => ({
    data: Buffer.from(batch.bytes.subarray(batch.start[index], batch.start[index] + batch.captured[index])).toString(
      'hex',
    ),
    wire: batch.wire[index],
    micros: batch.micros[index],
    nanos: batch.nanos[index],
    interface: batch.interface[index],
    position: batch.position[index],
  }));
}

/** A folder for one test file, removed after it. */
export function testFolder(): { path: string; file(name: string, ...parts: Uint8Array[]): string } {
  const path = mkdtempSync(join(tmpdir(), 'capture-test-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    file(name, ...parts) {
      const whole = join(path, name);
      writeFileSync(whole, Buffer.concat(parts));
      return whole;
    },
  };
}
