/** Which connections a request shows at all: by number (-o, -i), complete ones (-c), by tcptrace's expressions (-f). */

import { isComplete } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { parseExpression } from '../filter/expression.ts';
import type { Matcher } from '../filter/prompt.ts';
import { endpointTexts, NUMERIC_ENDPOINTS } from '../report/endpoints.ts';
import type { Selection } from '../report/request.ts';
import { ignoredBy } from '../report/selection.ts';

/** Which rows are shown; null: all. */
export function selectedBy(selection: Selection, store: ConnectionStore): Matcher | null {
  const tests: Matcher[] = store.most === null ? [] : [(row) => store.holds(row)];
  const ignored = ignoredBy(selection.tcp);
  if (ignored !== null) tests.push((connection) => !ignored(store.number(connection)));
  if (selection.completeOnly) tests.push((connection) => isComplete(store, connection));
  if (selection.expression !== null) {
    const expression = parseExpression(selection.expression);
    const subject = { store, ...endpointTexts(NUMERIC_ENDPOINTS, store.identity) };
    tests.push((connection) => expression.matches(subject, connection));
  }
  return tests.length === 0 ? null : (connection) => tests.every((holds) => holds(connection));
}
