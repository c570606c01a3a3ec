import type { Statistic, StatisticValue } from '../../connection/statistic.ts';
import { bytesInWords, withCommas } from './size.ts';
import { dateAndTime, duration } from './time.ts';

/** What stands where a value is not known. */
export const UNKNOWN = '-';

/** A statistic's value for the detail pane, with its unit where the name does not say it. */
export function statisticText(unit: Statistic['unit'], value: StatisticValue): string {
  if (value === null) return UNKNOWN;
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  switch (unit) {
    case 'microseconds':
      return duration(value);
    case 'bytes per second':
      return `${bytesInWords(value)}/s`;
    case 'time':
      return dateAndTime(value);
    case 'percent':
      return `${value.toFixed(2)} %`;
    case 'number':
    case 'sequence number':
    case 'shift':
      return String(value);
    default:
      return withCommas(Number.isInteger(value) ? value : Math.round(value * 10) / 10);
  }
}
