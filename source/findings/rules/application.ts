/** What the application says itself, and what the way looks like beside TCP. */
import type { ConnectionEvidence } from '../evidence.ts';
import { type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { count, list } from '../wording.ts';

/** A1 */
export function applicationErrors(
  evidence: ConnectionEvidence,
  limits: Limits<'warningShare' | 'warningCount'>,
): Hit | null {
  const { lineErrors, lineReplies } = evidence.protocol;
  const { clientErrors, serverErrors, replies } = evidence.protocol.http;
  const http = clientErrors.count + serverErrors.count;
  const errors = http + lineErrors.count;
  if (errors === 0) return null;
  const all = http > 0 ? replies.count : lineReplies;
  const often = errors >= limits.warningCount && errors > limits.warningShare * all;
  const kinds =
    http > 0
      ? list([
          ...(clientErrors.count > 0 ? [`${clientErrors.count.toLocaleString('en-US')} HTTP 4xx`] : []),
          ...(serverErrors.count > 0 ? [`${serverErrors.count.toLocaleString('en-US')} HTTP 5xx`] : []),
        ])
      : count(lineErrors.count, 'error reply', 'error replies');
  const packets = [...serverErrors.packets, ...clientErrors.packets, ...lineErrors.packets].slice(0, 20);
  return hit(
    often ? '!' : '.',
    packets,
    0,
    `${kinds} among ${count(all, 'reply', 'replies')}`,
    'The application says so itself: the network is innocent.',
  );
}

/** A3 */
export function routeChange(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { otherHops, hops } = evidence.sides[side];
    if (otherHops.count === 0) return null;
    const what = `${count(otherHops.count, 'packet')} from the ${who(evidence, side)} with another TTL than its usual ${hops}`;
    return hit('.', otherHops.packets, 0, what, 'The route changed, or something on the way answers in its name.');
  });
}
