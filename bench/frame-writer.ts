/** Writes TCP segments as Ethernet frames into a classic pcap file (https://www.tcpdump.org/manpages/pcap-savefile.5.html). */
import { closeSync, openSync, writeSync } from 'node:fs';

export const Flag = { fin: 1, syn: 2, psh: 8, ack: 16 } as const;

export interface Endpoints {
  v6: boolean;
  /** Numbers that become addresses: 10.x.x.x and 192.168.x.x, or 2001:db8::x. */
  client: number;
  server: number;
  clientPort: number;
  serverPort: number;
}

export interface Segment {
  fromServer: boolean;
  flags: number;
  sequence: number;
  acknowledgement: number;
  payload: number;
  /** Edges of one SACK block. */
  sack: readonly [number, number] | null;
}

const BUFFER = 8 << 20;
const PAYLOAD = Buffer.from('GET /index.html HTTP/1.1\r\nHost: example.test\r\nAccept: */*\r\n\r\n'.repeat(26));
/** MSS 1460, SACK permitted, time stamps, window scale 7; time stamps alone; time stamps and a SACK block. */
const SYN_OPTIONS = Buffer.from([2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7]);
const OPTIONS = Buffer.from([1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
const SACK_OPTIONS = Buffer.from([...OPTIONS, 1, 1, 5, 10, 0, 0, 0, 0, 0, 0, 0, 0]);

export class FrameWriter {
  packets = 0;
  readonly #file: number;
  readonly #snaplen: number;
  readonly #buffer = Buffer.alloc(BUFFER);
  #at = 0;

  constructor(path: string, snaplen: number) {
    this.#file = openSync(path, 'w');
    this.#snaplen = snaplen;
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(snaplen, 16);
    header.writeUInt32LE(1, 20);
    writeSync(this.#file, header);
  }

  /** `micros`: µs since 1970. */
  write(ends: Endpoints, segment: Segment, micros: number): void {
    const options = segment.flags & Flag.syn ? SYN_OPTIONS : segment.sack ? SACK_OPTIONS : OPTIONS;
    const tcpLength = 20 + options.length + segment.payload;
    const length = 14 + (ends.v6 ? 40 : 20) + tcpLength;
    const captured = Math.min(length, this.#snaplen);
    if (this.#at + 16 + length > BUFFER) this.#flush();
    const buffer = this.#buffer;
    const record = this.#at;
    buffer.writeUInt32LE(Math.floor(micros / 1e6), record);
    buffer.writeUInt32LE(micros % 1e6, record + 4);
    buffer.writeUInt32LE(captured, record + 8);
    buffer.writeUInt32LE(length, record + 12);
    const ethernet = record + 16;
    buffer.fill(2, ethernet, ethernet + 12);
    buffer.writeUInt16BE(ends.v6 ? 0x86dd : 0x0800, ethernet + 12);
    const tcp = ends.v6
      ? this.#ipv6(ends, segment.fromServer, tcpLength, ethernet + 14)
      : this.#ipv4(ends, segment.fromServer, tcpLength, ethernet + 14);
    this.#tcp(ends, segment, options, Math.floor(micros / 1000), tcp);
    PAYLOAD.copy(buffer, tcp + 20 + options.length, 0, segment.payload);
    this.#at = ethernet + captured;
    this.packets++;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#at);
    this.#at = 0;
  }

  #ipv4(ends: Endpoints, fromServer: boolean, tcpLength: number, at: number): number {
    const buffer = this.#buffer;
    buffer.fill(0, at, at + 20);
    buffer[at] = 0x45;
    buffer.writeUInt16BE(20 + tcpLength, at + 2);
    buffer.writeUInt16BE(this.packets & 0xffff || 1, at + 4);
    buffer[at + 6] = 0x40;
    buffer[at + 8] = 64;
    buffer[at + 9] = 6;
    buffer.writeUInt32BE(0x0a000000 + (ends.client & 0xffffff), at + (fromServer ? 16 : 12));
    buffer.writeUInt32BE((0xc0a80000 + (ends.server & 0xffff)) >>> 0, at + (fromServer ? 12 : 16));
    let sum = 0;
    for (let i = 0; i < 20; i += 2) sum += buffer.readUInt16BE(at + i);
    sum = (sum & 0xffff) + (sum >>> 16);
    buffer.writeUInt16BE(~(sum + (sum >>> 16)) & 0xffff, at + 10);
    return at + 20;
  }

  #ipv6(ends: Endpoints, fromServer: boolean, tcpLength: number, at: number): number {
    const buffer = this.#buffer;
    buffer.fill(0, at, at + 40);
    buffer[at] = 0x60;
    buffer.writeUInt16BE(tcpLength, at + 4);
    buffer[at + 6] = 6;
    buffer[at + 7] = 64;
    for (const address of [at + 8, at + 24]) buffer.writeUInt32BE(0x20010db8, address);
    buffer.writeUInt32BE(ends.client, at + (fromServer ? 36 : 20));
    buffer.writeUInt32BE((0xffff0000 + ends.server) >>> 0, at + (fromServer ? 20 : 36));
    return at + 40;
  }

  #tcp(ends: Endpoints, segment: Segment, options: Buffer, milliseconds: number, at: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt16BE(segment.fromServer ? ends.serverPort : ends.clientPort, at);
    buffer.writeUInt16BE(segment.fromServer ? ends.clientPort : ends.serverPort, at + 2);
    buffer.writeUInt32BE(segment.sequence, at + 4);
    buffer.writeUInt32BE(segment.acknowledgement, at + 8);
    buffer[at + 12] = ((20 + options.length) / 4) << 4;
    buffer[at + 13] = segment.flags;
    buffer.writeUInt16BE(segment.flags & Flag.syn ? 64240 : 501, at + 14);
    buffer.writeUInt32BE(0, at + 16);
    options.copy(buffer, at + 20);
    const timestamps = at + 20 + (segment.flags & Flag.syn ? 8 : 4);
    buffer.writeUInt32BE(milliseconds >>> 0, timestamps);
    if (options === SYN_OPTIONS) return;
    buffer.writeUInt32BE(milliseconds >>> 0, timestamps + 4);
    if (segment.sack) {
      buffer.writeUInt32BE(segment.sack[0], timestamps + 12);
      buffer.writeUInt32BE(segment.sack[1], timestamps + 16);
    }
  }
}
