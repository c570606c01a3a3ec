import { Writable } from 'node:stream';

/** The end of a pipeline that hands each chunk to `output`; when that throws, the pipeline fails with its error. */
export function sinkTo(output: (chunk: Uint8Array) => void): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        output(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
