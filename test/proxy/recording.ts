/** Reads a recording back with the project's own reader. */
import { openCapture } from '../../source/capture/open.ts';
import { BATCH_PACKETS, PacketBatch } from '../../source/capture/packets.ts';
import { decode } from '../../source/wire/decode.ts';
import { SegmentBatch, TcpFlag } from '../../source/wire/segments.ts';

export interface RecordedSegment {
  interface: number;
  micros: number;
  /** "1000 > 80" */
  ports: string;
  /** "S", "SA", "A", "PA", "FA", "RA". */
  flags: string;
  sequence: number;
  acknowledgement: number;
  /** Payload bytes by the headers, and those that are there. */
  length: number;
  payload: Buffer;
}

export interface Recording {
  segments: RecordedSegment[];
  comments: string[];
  interfaces: { name: string | null; received: number | null; dropped: number | null }[];
  damage: string[];
}

export async function readRecording(path: string): Promise<Recording> {
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  const batch = new PacketBatch();
  const decoded = new SegmentBatch(BATCH_PACKETS);
  const segments: RecordedSegment[] = [];
  while (capture.fill(batch) === 'packets') {
    decode(batch, capture.interfaces, decoded);
    for (let i = 0; i < batch.count; i++) {
      const data = decoded.transport[i] + decoded.headerLength[i];
      segments.push({
        interface: batch.interface[i],
        micros: batch.micros[i],
        ports: `${decoded.sourcePort[i]} > ${decoded.destinationPort[i]}`,
        flags: letters(decoded.flags[i]),
        sequence: decoded.sequence[i],
        acknowledgement: decoded.acknowledgement[i],
        length: decoded.dataLength[i],
        payload: Buffer.from(batch.bytes.subarray(data, decoded.last[i] + 1)),
      });
    }
  }
  const { files, interfaces, damage } = capture;
  capture.close();
  return {
    segments,
    comments: files[0].comments,
    interfaces: interfaces.map(({ name, received, dropped }) => ({ name, received, dropped })),
    damage: damage.map(({ what }) => what),
  };
}

function letters(flags: number): string {
  return [...'FSRPA'].filter((letter) => flags & { F: 1, S: 2, R: 4, P: 8, A: TcpFlag.ack }[letter]!).join('');
}

/** The bytes one side sent, put together by sequence number. */
export function streamOf(segments: readonly RecordedSegment[], ports: string): Buffer {
  const own = segments.filter((segment) => segment.ports === ports);
  const start = (own[0].sequence + 1) % 2 ** 32;
  const stream = Buffer.alloc(own.reduce((sum, { length }) => sum + length, 0));
  for (const { sequence, payload } of own) payload.copy(stream, (sequence - start + 2 ** 32) % 2 ** 32);
  return stream;
}
