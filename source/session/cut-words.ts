/** What is left out of a capture before it is analysed, in words: "from +12.5s port 80-90 host 10.0.0.0/8"; "" = nothing. */
import type { PlainCuts } from '../analysis/protocol.ts';

export function cutWords({ firstPacket, lastPacket, from, to, hosts, ports }: PlainCuts): string {
  return [
    ...(firstPacket > 1 ? [`from packet ${firstPacket}`] : []),
    ...(lastPacket < Number.POSITIVE_INFINITY ? [`to packet ${lastPacket}`] : []),
    ...(from === null ? [] : [`from ${timeWords(from)}`]),
    ...(to === null ? [] : [`to ${timeWords(to)}`]),
    ...(hosts.length === 0 ? [] : [`host ${hosts.join(' or ')}`]),
    ...(ports.length === 0 ? [] : [`port ${ports.map(portWords).join(' or ')}`]),
  ].join(' ');
}

const portWords = ({ from, to }: PlainCuts['ports'][number]): string => (from === to ? `${from}` : `${from}-${to}`);

function timeWords({ kind, micros }: NonNullable<PlainCuts['from']>): string {
  if (kind === 'offset') return `+${micros / 1e6}s`;
  const whole = new Date(Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19);
  const fraction = (micros - Math.floor(micros / 1e6) * 1e6).toFixed(0).padStart(6, '0').replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : '.'}${fraction}Z`;
}
