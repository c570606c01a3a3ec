/** The sentence under a connection's title. No finding is also a sentence: the one that goes to the developers. */
import type { NamedHit } from './diagnose.ts';
import type { ConnectionEvidence } from './evidence.ts';
import type { Severity } from './finding.ts';
import { SIDES } from './rule.ts';
import { BUDGET_ENTRIES, type BudgetEntry } from './turns.ts';
import { duration } from './wording.ts';

export interface Verdict {
  severity: Severity;
  text: string;
}

/** The worst finding, or that nothing is wrong. `hits`: what `examine` found, worst first. */
export function verdictOf(evidence: ConnectionEvidence, hits: readonly NamedHit[]): Verdict {
  const [worst] = hits;
  if (worst !== undefined && worst.severity !== '.') {
    return { severity: worst.severity, text: `${worst.what[0].toUpperCase()}${worst.what.slice(1)}. ${worst.why}` };
  }
  return { severity: '.', text: nothingWrong(evidence) };
}

const WHERE: Record<BudgetEntry, string> = {
  handshake: 'the handshake',
  network: 'round trips',
  request: 'sending the request',
  server: 'the server',
  window: 'a closed window',
  loss: 'recovering from loss',
  reply: 'the reply',
  idle: 'idle',
  close: 'closing',
};

function nothingWrong(evidence: ConnectionEvidence): string {
  const { turns } = evidence;
  const facts = [
    ...(evidence.forwarded ? connecting(evidence) : network(evidence)),
    turns !== null && turns.waits.count > 0 ? `server wait ${duration(turns.waits.median)}` : null,
  ].filter((fact) => fact !== null);
  const nothing = `Nothing wrong${evidence.forwarded ? '' : ' in TCP'}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`;
  if (turns === null || evidence.duration === 0) return `${nothing}.`;
  const longest = BUDGET_ENTRIES.reduce((most, entry) => (turns.budget[entry] > turns.budget[most] ? entry : most));
  return `${nothing}; most of the ${duration(evidence.duration)} is ${WHERE[longest]}.`;
}

function network(evidence: ConnectionEvidence): string[] {
  const resent = SIDES.reduce<number>((sum, side) => sum + evidence.sides[side].resent.count, 0);
  const rtt = evidence.classifier.pathRtt;
  return [resent === 0 ? 'no loss' : `${resent} resent`, ...(rtt > 0 ? [`RTT ${duration(rtt)}`] : [])];
}

/** All that a proxy knows of the network: how long its own connect took. */
function connecting({ classifier: { handshake } }: ConnectionEvidence): string[] {
  return handshake.rtt === null ? [] : [`connected in ${duration(handshake.rtt)}`];
}
