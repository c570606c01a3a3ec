/** The packets of the chosen connections as a pcap file (-O), as they were captured. tcptrace's own cannot be read back. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { PassObserver } from '../analysis/observer.ts';
import type { CaptureInterface } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { PCAP_FILE_HEADER, PCAP_RECORD_HEADER, writePcapHeader, writePcapRecord } from '../capture/pcap-writer.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { ReportFolder } from './files.ts';
import { UnwritableFile } from './overwriting.ts';
import type { Complain } from './reading.ts';

const BUFFER_BYTES = 1 << 20;

export class PacketWriter implements PassObserver {
  private readonly path: string;
  private readonly interfaces: readonly CaptureInterface[];
  private readonly complain: Complain;
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private readonly view = new DataView(this.buffer.buffer, this.buffer.byteOffset, BUFFER_BYTES);
  private at = 0;
  private descriptor: number | null = null;
  private linkType: number | null = null;
  private otherLinks = 0;

  constructor(name: string, folder: ReportFolder, interfaces: readonly CaptureInterface[], complain: Complain) {
    this.path = folder.path(name);
    this.interfaces = interfaces;
    this.complain = complain;
  }

  segment(packets: PacketBatch, _segments: SegmentBatch, i: number): void {
    const { linkType } = this.interfaces[packets.interface[i]];
    this.linkType ??= linkType;
    // One link type a file is all that pcap can say.
    if (linkType !== this.linkType) {
      this.otherLinks++;
      return;
    }
    const captured = packets.captured[i];
    if (this.at + PCAP_FILE_HEADER + PCAP_RECORD_HEADER + captured > BUFFER_BYTES) this.flush();
    if (this.descriptor === null && this.at === 0) this.at = writePcapHeader(this.view, 0, linkType);
    this.at = writePcapRecord(this.view, this.at, packets.micros[i], captured, packets.wire[i]);
    this.buffer.set(packets.bytes.subarray(packets.start[i], packets.start[i] + captured), this.at);
    this.at += captured;
  }

  end(): void {
    if (this.linkType === null) this.at = writePcapHeader(this.view, 0, this.interfaces[0]?.linkType ?? 1);
    this.flush();
    if (this.descriptor !== null) closeSync(this.descriptor);
    if (this.otherLinks > 0)
      this.complain(`${this.path}: ${this.otherLinks} packets of other link types than the first are left out`);
  }

  private flush(): void {
    try {
      this.descriptor ??= openSync(this.path, 'w');
      writeSync(this.descriptor, this.buffer, 0, this.at);
      this.at = 0;
    } catch (failure) {
      throw new UnwritableFile(this.path, failure);
    }
  }
}
