/** TCP flags in words, in the order RFC 9293 section 3.1 writes them from the right. */
import { TcpFlag } from '../wire/segments.ts';

const NAMES: readonly [number, string][] = [
  [TcpFlag.syn, 'SYN'],
  [TcpFlag.fin, 'FIN'],
  [TcpFlag.rst, 'RST'],
  [TcpFlag.psh, 'PSH'],
  [TcpFlag.ack, 'ACK'],
  [TcpFlag.urg, 'URG'],
  [TcpFlag.ece, 'ECE'],
  [TcpFlag.cwr, 'CWR'],
  [TcpFlag.ae, 'AE'],
];

/** `SYN ACK`; `no flags` for none. */
export function flagWords(flags: number): string {
  return (
    NAMES.filter(([bit]) => flags & bit)
      .map(([, name]) => name)
      .join(' ') || 'no flags'
  );
}
