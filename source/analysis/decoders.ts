/** Which decoder goes with which way of reading. */
import type { ReadingPolicy } from '../capture/capture.ts';
import { decode } from '../wire/decode.ts';
import { Inside } from '../wire/inside.ts';
import { TcptraceDecoder } from '../wire/tcptrace-decode.ts';
import { AS_USUAL, type Openings } from './openings.ts';
import type { Decoder } from './pass.ts';

/** tcptrace opens no tunnels. */
export function decoderFor(policy: ReadingPolicy, { tunnels }: Openings = AS_USUAL): Decoder {
  if (policy === 'tcptrace') return new TcptraceDecoder();
  const inside = new Inside(tunnels);
  return {
    ends: 'right',
    inside,
    decode: (frames, interfaces, segments, which) => decode(frames, interfaces, segments, which, inside),
  };
}
