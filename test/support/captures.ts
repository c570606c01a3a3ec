/** Capture files of given packets, in bytes or on disk. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface CapturedPacket {
  /** µs since 1970. */
  micros: number;
  /** Bytes captured, from the Ethernet header on. */
  bytes: Uint8Array;
  /** Bytes on the wire. */
  length: number;
}

const ETHERNET = 1;
const SNAPLEN = 262_144;

/** Classic pcap, little-endian, microseconds. */
export function pcap(packets: readonly CapturedPacket[], linkType = ETHERNET): Uint8Array {
  const parts = [Buffer.alloc(24)];
  parts[0].writeUInt32LE(0xa1b2c3d4, 0);
  parts[0].writeUInt16LE(2, 4);
  parts[0].writeUInt16LE(4, 6);
  parts[0].writeUInt32LE(SNAPLEN, 16);
  parts[0].writeUInt32LE(linkType, 20);
  for (const { micros, bytes, length } of packets) {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(micros / 1e6), 0);
    record.writeUInt32LE(micros % 1e6, 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(length, 12);
    parts.push(record, Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}

/** pcapng: one section, one interface, enhanced packet blocks; microseconds. */
export function pcapng(packets: readonly CapturedPacket[], linkType = ETHERNET): Uint8Array {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(0x1a2b3c4d, 0);
  section.writeUInt16LE(1, 4);
  section.fill(0xff, 8);
  const description = Buffer.alloc(8);
  description.writeUInt16LE(linkType, 0);
  description.writeUInt32LE(SNAPLEN, 4);
  return Buffer.concat([
    block(0x0a0d0d0a, section),
    block(1, description),
    ...packets.map(({ micros, bytes, length }) => {
      const head = Buffer.alloc(20);
      head.writeUInt32LE(Math.floor(micros / 2 ** 32), 4);
      head.writeUInt32LE(micros % 2 ** 32, 8);
      head.writeUInt32LE(bytes.length, 12);
      head.writeUInt32LE(length, 16);
      return block(6, Buffer.concat([head, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]));
    }),
  ]);
}

function block(type: number, body: Buffer): Buffer {
  const frame = Buffer.alloc(8);
  frame.writeUInt32LE(type, 0);
  frame.writeUInt32LE(12 + body.length, 4);
  return Buffer.concat([frame, body, frame.subarray(4)]);
}

/** A folder of this test's own; gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcptrace-tui-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes bytes to a file of this test's own and returns its path. */
export function writeTemporary(bytes: Uint8Array | string, name = 'capture.pcap'): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}
