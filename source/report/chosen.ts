/**
 * Which connections -c, -f and --filter choose is known only at the end of a capture. A report that tells of packets as they come
 * reads the files twice: first to choose, then to tell.
 */

import { parseExpression } from '../filter/expression.ts';
import { NUMERIC_ENDPOINTS } from './endpoints.ts';
import { type ReadingPlan, readCapture } from './reading.ts';
import type { CaptureRequest } from './request.ts';
import { ignoredBy, listed, listingOf } from './selection.ts';

/** The connections to leave out altogether; null = none. */
export async function ignoredBeforehand(request: CaptureRequest): Promise<ReadingPlan['ignored']> {
  const { selection } = request;
  if (!selection.completeOnly && selection.expression === null && selection.words === null)
    return ignoredBy(selection.tcp);
  const { store } = await readCapture(request, { policy: 'everything', depth: 'round trips', observers: () => [] });
  const expression = selection.expression === null ? null : parseExpression(selection.expression);
  const rows = listed(listingOf(request, store, NUMERIC_ENDPOINTS, expression));
  const chosen = new Set(Array.from(rows, (row) => store.number(row)));
  return (number) => !chosen.has(number);
}
