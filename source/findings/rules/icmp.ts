/** Errors that routers and hosts report by ICMP. */
import { Icmp4Type, Icmp4Unreachable, Icmp6Type, Icmp6Unreachable } from '../../wire/icmp.ts';
import type { IcmpReport } from '../events.ts';
import type { ConnectionEvidence } from '../evidence.ts';
import { type Hit, hit, type Limits, type Surroundings } from '../rule.ts';

/** O3 */
export function icmpRefused(evidence: ConnectionEvidence, _limits: Limits<never>, around: Surroundings): Hit | null {
  const said = evidence.path.icmp.find((error) => icmpWords(error) !== null);
  if (said === undefined) return null;
  const open = evidence.opening.synAckCount > 0 || evidence.sides[evidence.server].dataPackets > 0;
  const what = `ICMP from ${said.from}: ${icmpWords(said)}`;
  const why = open
    ? 'A router lost its way to the other end while the connection was open.'
    : said.from === around.server
      ? 'The host itself turned the connection away.'
      : icmpWords(said)!.includes('prohibited')
        ? `A firewall rule of ${said.from} forbids the connection.`
        : `The router ${said.from} cannot reach it: the host is down, or the address or a route is wrong.`;
  return hit(
    open ? '!' : '!!',
    evidence.path.icmp.map(({ packet }) => packet),
    evidence.duration,
    what,
    why,
  );
}

function icmpWords({ version, type, code }: IcmpReport): string | null {
  if (version === 4 && type === Icmp4Type.timeExceeded) return 'time to live exceeded on the way';
  if (version === 6 && type === Icmp6Type.timeExceeded) return 'hop limit exceeded on the way';
  if (version === 4 && type === Icmp4Type.unreachable) {
    // That the packet is too big is no refusal: see M2 and M3.
    return code === Icmp4Unreachable.fragmentationNeeded ? null : (UNREACHABLE_4[code] ?? `unreachable (code ${code})`);
  }
  if (version === 6 && type === Icmp6Type.unreachable) return UNREACHABLE_6[code] ?? `unreachable (code ${code})`;
  return null;
}

const UNREACHABLE_4: Record<number, string> = {
  [Icmp4Unreachable.network]: 'network unreachable',
  [Icmp4Unreachable.host]: 'host unreachable',
  [Icmp4Unreachable.protocol]: 'protocol unreachable',
  [Icmp4Unreachable.port]: 'port unreachable',
  [Icmp4Unreachable.networkProhibited]: 'network administratively prohibited',
  [Icmp4Unreachable.hostProhibited]: 'host administratively prohibited',
  [Icmp4Unreachable.administrativelyProhibited]: 'administratively prohibited (a firewall says so)',
};
const UNREACHABLE_6: Record<number, string> = {
  [Icmp6Unreachable.noRoute]: 'no route to destination',
  [Icmp6Unreachable.prohibited]: 'administratively prohibited (a firewall says so)',
  [Icmp6Unreachable.address]: 'address unreachable',
  [Icmp6Unreachable.port]: 'port unreachable',
  [Icmp6Unreachable.sourcePolicy]: 'source address failed policy',
  [Icmp6Unreachable.reject]: 'route rejected',
};
