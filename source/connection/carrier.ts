/** What carried a connection's packets, in words: the tunnels around them, and between whom. */

import { u32 } from '../wire/bytes.ts';
import type { Carrier, CarrierLayer } from '../wire/carriers.ts';
import { TUNNELS } from '../wire/tunnel-names.ts';
import { ipv4Text, ipv6Text } from './addresses.ts';
import type { ConnectionRow } from './numbering.ts';
import type { ConnectionStore } from './store.ts';

/** Outermost first; null = nothing carried it. */
export function carrierOf({ identity, carriers }: ConnectionStore, connection: ConnectionRow): Carrier | null {
  const number = identity.carrier(connection);
  return number === 0 ? null : (carriers[number] ?? []);
}

/** "VXLAN 42 from 172.16.0.1 to 172.16.0.2"; of tunnels in each other the innermost first. From the side that sent the first packet. */
export const carrierText = (carrier: Carrier): string =>
  carrier.length === 0 ? 'a tunnel, one of too many' : carrier.toReversed().map(layerText).join(', in ');

/** The innermost tunnel alone: "VXLAN 42"; empty where there is none. */
export function innermostText(carrier: Carrier | null): string {
  const layer = carrier?.at(-1);
  return layer === undefined ? '' : nameOf(layer);
}

/** What tells networks apart that use the same addresses: a VNI, or what the tunnel has like it; null = nothing. */
export function networkOf(carrier: Carrier): number | null {
  return carrier.findLast(({ tunnel, id }) => TUNNELS[tunnel].idIsNetwork && id !== null)?.id ?? null;
}

function layerText(layer: CarrierLayer): string {
  const { source, destination } = layer;
  return source.length === 0 ? nameOf(layer) : `${nameOf(layer)} from ${ipText(source)} to ${ipText(destination)}`;
}

const nameOf = ({ tunnel, id }: CarrierLayer): string =>
  id === null ? TUNNELS[tunnel].name : `${TUNNELS[tunnel].name} ${id}`;

const ipText = (address: Uint8Array): string => (address.length === 4 ? ipv4Text(u32(address, 0)) : ipv6Text(address));
