/** The UDP header in words, RFC 768. */
import { u16 } from '../wire/bytes.ts';
import { UDP_HEADER, Udp } from '../wire/transport.ts';
import type { Carried } from './carried.ts';
import { type HeaderLine, header } from './line.ts';

export function sayUdp(bytes: Uint8Array, { at, end }: Carried, lines: HeaderLine[]): void {
  lines.push(
    header(
      'UDP',
      at + UDP_HEADER > end
        ? ['not captured whole']
        : [
            `${u16(bytes, at + Udp.sourcePort)} > ${u16(bytes, at + Udp.destinationPort)}`,
            `length ${u16(bytes, at + Udp.length)}`,
          ],
    ),
  );
}
