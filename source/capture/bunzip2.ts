/** bzip2: no package is fast, so an installed program does it where there is one, and a package where there is none. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import Bunzip from 'seek-bzip';
import { sinkTo, type TakeChunk } from './sink.ts';

const PROGRAMS = ['lbzip2', 'pbzip2', 'bzip2'];
/** The package wants the compressed bytes all at once. */
const MOST_IN_MEMORY = 512 << 20;
const OUTPUT_CHUNK = 256 << 10;

/** Hands the expanded bytes to `output`; rejects at the first fault, after everything before it was handed over. */
export async function bunzip2(
  input: AsyncIterable<Uint8Array>,
  output: TakeChunk,
  programs: readonly string[] = PROGRAMS,
): Promise<void> {
  for (const program of programs) {
    const child = spawn(program, ['-dc']);
    const started = await once(child, 'spawn').then(
      () => true,
      () => false,
    );
    if (started) return filterThrough(child, input, output);
  }
  await unpackInMemory(input, output);
}

async function filterThrough(
  child: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Uint8Array>,
  output: TakeChunk,
): Promise<void> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 1000);
  });
  try {
    const ended = once(child, 'close');
    // A program that stops early closes its input; what it says then matters, not the broken pipe.
    const fed = pipeline(input, child.stdin).catch(() => {});
    await pipeline(child.stdout, sinkTo(output));
    const [code] = await ended;
    await fed;
    if (code !== 0) throw new Error(inWords(complaint) || `bzip2 ended with ${code}`);
  } finally {
    child.kill();
  }
}

/** The first line of what the program said. A block that is not whole gives nothing. */
function inWords(complaint: string): string {
  const [line] = complaint.trim().split('\n');
  const fault = line.replace(/^\w*bzip2: /, '').replace(/[;.:]$/, '');
  return fault && `${fault}; of the block where it stopped, up to 900 kB, nothing could be read`;
}

async function unpackInMemory(input: AsyncIterable<Uint8Array>, output: TakeChunk): Promise<void> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_IN_MEMORY) throw new Error('too big to expand without bzip2 installed');
  }
  const expanded: Buffer[] = [];
  let pending = Buffer.alloc(OUTPUT_CHUNK);
  let length = 0;
  const sink = new Bunzip.Stream();
  sink.writeByte = (byte) => {
    pending[length++] = byte;
    if (length < pending.length) return;
    expanded.push(pending);
    if (expanded.length * OUTPUT_CHUNK > MOST_IN_MEMORY) throw new Error('too big to expand without bzip2 installed');
    pending = Buffer.alloc(OUTPUT_CHUNK);
    length = 0;
  };
  try {
    Bunzip.decode(Buffer.concat(chunks), sink, true);
  } finally {
    for (const chunk of [...expanded, pending.subarray(0, length)]) await output(chunk);
  }
}
