/** What was decided about the last segment, for observers: fields of ../rows/fields/outcome.ts, whose host copy is ../outcome.ts. */
import { settings } from './settings';
import { Doubles } from './views';

@inline
export function outcome(): Doubles {
  return settings.outcome;
}
