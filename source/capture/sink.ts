import { Writable } from 'node:stream';

/** Takes a chunk; resolves when there is room for another, rejects when none is wanted. */
export type TakeChunk = (chunk: Uint8Array) => Promise<void>;

/** The end of a pipeline that hands each chunk to `output`; when that rejects, the pipeline fails with its error. */
export function sinkTo(output: TakeChunk): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      output(chunk).then(() => done(), done);
    },
  });
}
