/** What a rule is: a pure function over one connection's evidence, with its thresholds beside it in the catalogue. */
import type { Known } from '../connection/known.ts';
import type { ConnectionEvidence } from './evidence.ts';
import type { Severity } from './finding.ts';
import type { Resolution } from './name-look-ups.ts';

/** What a rule found on one connection. */
export interface Hit {
  severity: Severity;
  /** Seconds of waiting that a user could have noticed; never more than the connection lasted. */
  lostSeconds: number;
  packets: readonly number[];
  /** A clause without the connection's ends: "4 SYNs over 7 s and no answer". One sentence of the likely reason. */
  what: string;
  why: string;
  /** Whose data it is about, where two rules may charge the same side. */
  side?: 0 | 1;
  /** Its seconds begin before the connection. */
  reachesBack?: boolean;
  /** The server has no room for new connections. */
  queueFull?: boolean;
  /** Ids of rules whose findings this one includes. */
  also?: readonly string[];
}

/** What lies beyond the connection itself. */
export interface Surroundings {
  /** Time of the capture's last packet, µs since 1970. */
  endMicros: number;
  /** Whether any connection to this one's server and port was accepted in this capture, and shortly before it. */
  accepted: boolean;
  acceptedBefore: boolean;
  /** µs that this server and port usually needs for an answer, 0 = unknown. */
  usualWait: number;
  /** When the connection of the same ends before this one was last heard, if nobody closed it, µs; null = there was none. */
  lastHeard: number | null;
  /** The look-up of the server's name just before the connection; null = none was seen. */
  resolution: Resolution | null;
  /** Where other connections to this server say that the capture was taken. */
  nearServer: boolean;
  /** Refused, the client got in to the same port by the other IP version at once. */
  fellBack: boolean;
  /** Ports of that server that answered other connections; other servers that answered on that port. */
  otherPortsAnswer: boolean;
  otherHostsAnswer: boolean;
  /** Median handshake between the same two hosts, µs; null = fewer than five. */
  usualHandshake: number | null;
  /** Its address and port. */
  server: string;
  serverPort: number;
  /** Of IP. */
  version: number;
}

/** Named numbers, from the catalogue. */
export type Limits<Name extends string> = Readonly<Record<Name, number>>;

export type Examine<Name extends string> = (
  evidence: ConnectionEvidence,
  limits: Limits<Name>,
  around: Surroundings,
) => Hit | null;

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Of which connections its evidence tells something. */
  readonly known: Known;
  examine(evidence: ConnectionEvidence, around: Surroundings): Hit | null;
  readonly limits: Readonly<Record<string, number>>;
}

/** One entry of the catalogue. A rule that goes by windows, acknowledgements, segments or round trips goes by the network. */
export function rule<Name extends string>(
  id: string,
  title: string,
  limits: Limits<Name>,
  examine: Examine<Name>,
  known: Known = 'from the network',
): Rule {
  return { id, title, known, limits, examine: (evidence, around) => examine(evidence, limits, around) };
}

/** Where each severity begins. */
export interface Grades {
  note?: number;
  warning?: number;
  problem?: number;
}

/** The severity of a value: `note` from its limit on, and so on; null = below all. */
export function grade(value: number, limits: Grades): Severity | null {
  if (limits.problem !== undefined && value >= limits.problem) return '!!';
  if (limits.warning !== undefined && value >= limits.warning) return '!';
  if (limits.note !== undefined && value >= limits.note) return '.';
  return null;
}

/** One step less severe. */
export function milder(severity: Severity): Severity {
  return severity === '!!' ? '!' : '.';
}

export function hit(
  severity: Severity,
  packets: readonly number[],
  lostMicros: number,
  what: string,
  why: string,
): Hit {
  return { severity, packets, lostSeconds: Math.max(0, lostMicros) / 1e6, what, why };
}

/** Name of a side in sentences. */
export function who(evidence: ConnectionEvidence, side: 0 | 1): 'client' | 'server' {
  return side === evidence.client ? 'client' : 'server';
}

export const SIDES = [0, 1] as const;

/** The worst of what a rule finds for each side. */
export function worst(examine: (side: 0 | 1) => Hit | null): Hit | null {
  const order = { '!!': 2, '!': 1, '.': 0 };
  const hits = SIDES.map(examine).filter((found) => found !== null);
  return (
    hits.sort((one, other) => order[other.severity] - order[one.severity] || other.lostSeconds - one.lostSeconds)[0] ??
    null
  );
}
