/** The tunnels that are opened: what they are called, and what tells two of a kind apart. */

interface TunnelKind {
  readonly name: string;
  /** What its identifier is called in JSON and to people; null = it has none. */
  readonly id: string | null;
  /**
   * Are packets of different identifiers packets of different networks? Not where each direction of one connection has an identifier
   * of its own (GTP's TEID, a label, a session).
   */
  readonly idIsNetwork: boolean;
  /** Do both directions run between the same two addresses? */
  readonly isSymmetric: boolean;
}

const kind = (name: string, id: string | null = null, idIsNetwork = false, isSymmetric = true): TunnelKind => ({
  name,
  id,
  idIsNetwork,
  isSymmetric,
});

export const TUNNELS = {
  vxlan: kind('VXLAN', 'vni', true),
  geneve: kind('Geneve', 'vni', true),
  nvgre: kind('NVGRE', 'vsid', true),
  gre: kind('GRE', 'key', true),
  erspan: kind('ERSPAN', 'session', true),
  pptp: kind('PPTP', 'call'),
  eoip: kind('EoIP', 'tunnel', true),
  ipip: kind('IPIP'),
  '6in4': kind('6in4'),
  '4in6': kind('4in6'),
  '6in6': kind('6in6'),
  srv6: kind('SRv6', null, false, false),
  gtp: kind('GTP-U', 'teid'),
  mpls: kind('MPLS', 'label'),
  nsh: kind('NSH', 'path'),
  l2tp: kind('L2TP', 'session'),
  etherip: kind('EtherIP'),
  tzsp: kind('TZSP'),
  teredo: kind('Teredo', null, false, false),
  fou: kind('FOU'),
  gue: kind('GUE'),
} as const;

export type Tunnel = keyof typeof TUNNELS;
