import type { CaptureSummary } from '../../session/session.ts';
import { withCommas } from '../format/size.ts';
import { duration } from '../format/time.ts';

/** "espn_fail.pcapng  569 packets  16 connections  95.0 s". */
export function captureTitle(summary: CaptureSummary): string {
  const { title, cut = '', packets, connections, retired = null, firstMicros, lastMicros } = summary;
  const conn =
    retired === null
      ? `${withCommas(connections)} conn`
      : `${withCommas(connections)} conn kept, ${withCommas(retired)} retired`;
  const long = firstMicros === null || lastMicros === null ? '' : `  ${duration(lastMicros - firstMicros)}`;
  return `tcptrace-tui  ${title}${cut && ` [${cut}]`}  ${withCommas(packets)} pkts  ${conn}${long}`;
}

export const counted = (count: number, what: string): string => `${withCommas(count)} ${what}${count === 1 ? '' : 's'}`;
