/** Which decoder goes with which way of reading. */
import type { ReadingPolicy } from '../capture/capture.ts';
import { decode } from '../wire/decode.ts';
import { TcptraceDecoder } from '../wire/tcptrace-decode.ts';
import type { Decoder } from './pass.ts';

export function decoderFor(policy: ReadingPolicy): Decoder {
  return policy === 'tcptrace' ? new TcptraceDecoder() : { ends: 'right', decode };
}
