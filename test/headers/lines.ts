/** Headers of bytes built in tests, a string a line: "TCP: 1000 > 80; header 20 bytes"; what is wrong stands between stars. */
import { type CapturedPacket, packetHeaders } from '../../source/headers/packet.ts';
import type { SegmentPlace } from '../../source/headers/tcp.ts';

export const PLACE: SegmentPlace = { sequence: 1, acknowledgement: 1, window: null };

export function headersOf(bytes: Uint8Array, packet: Partial<CapturedPacket> = {}, place = PLACE): string[] {
  const whole = { bytes, wireLength: bytes.length, linkType: 1, fcsLength: 0, ...packet };
  return packetHeaders(whole, place).map(({ name, isField, facts }) => {
    const said = facts.map(({ text, wrong }) => (wrong ? `*${text}*` : text));
    return `${isField ? '  ' : ''}${name}: ${said.join('; ')}`;
  });
}

/** The one line of this name. */
export function lineOf(name: string, lines: readonly string[]): string {
  const [line, ...others] = lines.filter((one) => one.trimStart().startsWith(`${name}: `));
  if (line === undefined || others.length > 0) throw new Error(`not one line "${name}" in:\n${lines.join('\n')}`);
  return line.trimStart().slice(name.length + 2);
}
