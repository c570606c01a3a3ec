import type { CaptureSummary } from '../../session/session.ts';
import { shortCount, withCommas } from '../format/size.ts';
import { duration } from '../format/time.ts';

/** "espn_fail.pcapng  569 pkts  16 conn  95.0 s"; of a stream "2.9M pkts  10k kept, 68k retired  13.3 s". */
export function captureTitle(summary: CaptureSummary): string {
  const { title, cut = '', packets, connections, retired = null, firstMicros, lastMicros } = summary;
  const long = firstMicros === null || lastMicros === null ? '' : `  ${duration(lastMicros - firstMicros)}`;
  const counts =
    retired === null
      ? `${withCommas(packets)} pkts  ${withCommas(connections)} conn`
      : `${shortCount(packets)} pkts  ${shortCount(connections)} kept, ${shortCount(retired)} retired`;
  return `tcptrace-tui  ${title}${cut && ` [${cut}]`}  ${counts}${long}`;
}

export const counted = (count: number, what: string): string => `${withCommas(count)} ${what}${count === 1 ? '' : 's'}`;
