/** Which decoder goes with which way of reading. */
import type { ReadingPolicy } from '../capture/capture.ts';
import { decode } from '../wire/decode.ts';
import { Inside } from '../wire/inside.ts';
import { TcptraceDecoder } from '../wire/tcptrace-decode.ts';
import type { TunnelPort } from '../wire/tunnels.ts';
import type { Decoder } from './pass.ts';

/** `ports`: where tunnels in UDP are looked for besides their usual ports. tcptrace opens none. */
export function decoderFor(policy: ReadingPolicy, ports: readonly TunnelPort[] = []): Decoder {
  if (policy === 'tcptrace') return new TcptraceDecoder();
  const inside = new Inside(ports);
  return {
    ends: 'right',
    inside,
    decode: (frames, interfaces, segments, which) => decode(frames, interfaces, segments, which, inside),
  };
}
