/** Content codings (RFC 9110 section 8.4): gzip, deflate and br, bounded. */
import zlib from 'node:zlib';

/** Bytes of an unpacked body at most. */
const MOST_UNPACKED = 8 * 2 ** 20;

const LENIENT = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED };
const LENIENT_BROTLI = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: MOST_UNPACKED };

type Unpacker = (bytes: Uint8Array) => Uint8Array;

/** "deflate" is the zlib format, but some servers send the bare one (RFC 9110 section 8.4.1.2). */
const inflate: Unpacker = (bytes) =>
  (bytes[0] & 0x0f) === 8 ? zlib.inflateSync(bytes, LENIENT) : zlib.inflateRawSync(bytes, LENIENT);

const UNPACKERS = new Map<string, Unpacker>([
  ['gzip', (bytes) => zlib.gunzipSync(bytes, LENIENT)],
  ['x-gzip', (bytes) => zlib.gunzipSync(bytes, LENIENT)],
  ['deflate', inflate],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, LENIENT_BROTLI)],
]);

/** Takes the codings off, the last applied first. What fits in the limit is kept. `codings`: of Content-Encoding. */
export function unpack(packed: Uint8Array, codings: string | null): { bytes: Uint8Array; problem: string | null } {
  let bytes = packed;
  const names = (codings ?? '')
    .toLowerCase()
    .split(',', 4)
    .map((name) => name.trim());
  for (const coding of names.reverse()) {
    if (coding === '' || coding === 'identity' || bytes.length === 0) continue;
    const unpacker = UNPACKERS.get(coding);
    if (unpacker === undefined) return { bytes, problem: `(content coding ${coding} is not known)` };
    const unpacked = bounded(unpacker, bytes);
    if (unpacked === null) return { bytes, problem: `(the ${coding} data could not be unpacked)` };
    bytes = unpacked;
  }
  return { bytes, problem: null };
}

/** Unpacks as much from the front as stays within the limit; null = not unpackable. */
function bounded(unpacker: Unpacker, bytes: Uint8Array): Uint8Array | null {
  for (let length = bytes.length; length > 0; length >>= 2) {
    try {
      return unpacker(bytes.subarray(0, length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return null;
    }
  }
  return null;
}
