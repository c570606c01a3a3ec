/** The byte that says how a packet wants to be served: DSCP (RFC 2474) and ECN (RFC 3168). */
import type { Said } from './line.ts';

/** RFC 3168 section 5; 3 is what a router sets instead of dropping. */
const ECN = ['not ECT', 'ECT(1)', 'ECT(0)', 'CE: congestion'];

const EXPEDITED = 46;

export const serviceFacts = (byte: number): Said[] => [dscpText(byte >>> 2), `ECN ${byte & 3} ${ECN[byte & 3]}`];

function dscpText(dscp: number): string {
  const name = dscpName(dscp);
  return `DSCP ${dscp}${name === null ? '' : ` ${name}`}`;
}

/** Expedited forwarding (RFC 3246), class selectors (RFC 2474 section 4.2.2), assured forwarding (RFC 2597 section 6). */
function dscpName(dscp: number): string | null {
  if (dscp === 0) return null;
  if (dscp === EXPEDITED) return 'EF';
  const precedence = dscp >>> 3;
  if ((dscp & 7) === 0) return `CS${precedence}`;
  const drop = (dscp & 7) / 2;
  return precedence <= 4 && precedence >= 1 && Number.isInteger(drop) ? `AF${precedence}${drop}` : null;
}
