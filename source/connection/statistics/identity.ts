/** Who talked, when, and how it began and ended. */

import { addressText } from '../addresses.ts';
import { carrierOf, carrierText, networkOf } from '../carrier.ts';
import { directionLabel } from '../labels.ts';
import type { ConnectionRow } from '../numbering.ts';
import { processOf } from '../process.ts';
import type { ConnectionStore } from '../store.ts';
import { ofConnection, ofDirection } from './kinds.ts';

/** Both sides sent a SYN and both a FIN. */
export function isComplete(store: ConnectionStore, connection: ConnectionRow): boolean {
  return synDirections(store, connection) === 2 && finDirections(store, connection) === 2;
}

/** A RST was seen from either side. */
export function isReset(store: ConnectionStore, connection: ConnectionRow): boolean {
  return store.core.resets(2 * connection) + store.core.resets(2 * connection + 1) > 0;
}

/** Packets of only one side were seen. */
export function isUnidirectional(store: ConnectionStore, connection: ConnectionRow): boolean {
  return store.core.packets(2 * connection) === 0 || store.core.packets(2 * connection + 1) === 0;
}

/** How many sides (0 … 2) sent a SYN. */
export function synDirections(store: ConnectionStore, connection: ConnectionRow): number {
  return Number(store.core.syns(2 * connection) > 0) + Number(store.core.syns(2 * connection + 1) > 0);
}

/** How many sides (0 … 2) sent a FIN. */
export function finDirections(store: ConnectionStore, connection: ConnectionRow): number {
  return Number(store.core.fins(2 * connection) > 0) + Number(store.core.fins(2 * connection + 1) > 0);
}

/** From the first packet to the last, µs; 0 where the clock went backwards. */
export function duration(store: ConnectionStore, connection: ConnectionRow): number {
  return Math.max(0, store.identity.lastMicros(connection) - store.identity.firstMicros(connection));
}

export const IDENTITY_STATISTICS = [
  ofConnection(
    'core',
    {
      id: 'number',
      known: 'always',
      title: 'number',
      unit: 'number',
      meaning: 'Number of the connection, from 1, in order of first packet.',
    },
    (store, connection) => store.number(connection),
  ),
  ofDirection(
    'core',
    {
      id: 'label',
      known: 'always',
      title: 'label',
      unit: 'text',
      meaning: 'The letters of both ends, sender first: a2b, b2a. A is the end that sent the first packet seen.',
    },
    (store, direction, connection) => directionLabel(store.identity.label(connection), direction & 1 ? 1 : 0),
  ),
  ofDirection(
    'core',
    {
      id: 'address',
      known: 'always',
      title: 'address',
      unit: 'text',
      meaning: 'IP address of the sender (IPv6 as RFC 5952 writes it).',
    },
    (store, direction, connection) => addressText(store.identity, connection, direction & 1 ? 1 : 0),
  ),
  ofDirection(
    'core',
    { id: 'port', known: 'always', title: 'port', unit: 'number', meaning: 'TCP port of the sender.' },
    (store, direction, connection) => store.identity.port(connection, direction & 1 ? 1 : 0),
  ),
  ofConnection(
    'core',
    { id: 'ip_version', known: 'always', title: 'IP version', unit: 'number', meaning: '4 or 6.' },
    (store, connection) => store.identity.version(connection),
  ),
  ofConnection(
    'core',
    {
      id: 'tunnel',
      known: 'always',
      title: 'tunnel',
      unit: 'text',
      meaning:
        'What carried the packets: vxlan, gre, ipip …, outermost first with a slash between; null where nothing did.',
    },
    (store, connection) =>
      carrierOf(store, connection)
        ?.map(({ tunnel }) => tunnel)
        .join('/') ?? null,
  ),
  ofConnection(
    'core',
    {
      id: 'vni',
      known: 'always',
      title: 'network in tunnel',
      unit: 'number',
      meaning:
        "The tunnel's number of the network (VNI, VSID, key, session), which tells apart networks that use the same addresses.",
    },
    (store, connection) => networkOf(carrierOf(store, connection) ?? []),
  ),
  ofConnection(
    'core',
    {
      id: 'carrier',
      known: 'always',
      title: 'carried by',
      unit: 'text',
      meaning: 'The tunnels around the packets, innermost first, and between whom, as the first packet was sent.',
    },
    (store, connection) => {
      const carrier = carrierOf(store, connection);
      return carrier === null ? null : carrierText(carrier);
    },
  ),
  ofConnection(
    'core',
    {
      id: 'process',
      known: 'always',
      title: 'process',
      unit: 'text',
      meaning:
        'Name of the process at one of its ends, where the capture tells of it; of most packets, as single ones lie.',
    },
    (store, connection) => processOf(store, connection)?.name ?? null,
  ),
  ofConnection(
    'core',
    { id: 'pid', known: 'always', title: 'process number', unit: 'number', meaning: 'Number of that process.' },
    (store, connection) => processOf(store, connection)?.pid ?? null,
  ),
  ofConnection(
    'core',
    {
      id: 'container',
      known: 'always',
      title: 'container',
      unit: 'text',
      meaning: 'Name of its container, or number.',
    },
    (store, connection) => processOf(store, connection)?.container ?? null,
  ),
  ofConnection(
    'core',
    { id: 'pod', known: 'always', title: 'pod', unit: 'text', meaning: 'Namespace and name of its pod.' },
    (store, connection) => processOf(store, connection)?.pod ?? null,
  ),
  ofConnection(
    'core',
    { id: 'first_time', known: 'always', title: 'first packet', unit: 'time', meaning: 'Time of the first packet.' },
    (store, connection) => store.identity.firstMicros(connection),
  ),
  ofConnection(
    'core',
    { id: 'last_time', known: 'always', title: 'last packet', unit: 'time', meaning: 'Time of the last packet.' },
    (store, connection) => store.identity.lastMicros(connection),
  ),
  ofConnection(
    'core',
    {
      id: 'duration',
      known: 'always',
      title: 'duration',
      unit: 'microseconds',
      meaning: 'From the first packet to the last; 0 where the clock went backwards.',
    },
    duration,
  ),
  ofConnection(
    'core',
    {
      id: 'first_packet',
      known: 'always',
      title: 'first packet number',
      unit: 'number',
      meaning: 'Number of the first packet, from 1, over all files.',
    },
    (store, connection) => store.identity.firstPacket(connection),
  ),
  ofConnection(
    'core',
    {
      id: 'last_packet',
      known: 'always',
      title: 'last packet number',
      unit: 'number',
      meaning: 'Number of the last packet, from 1, over all files; unknown where no index of packets was made.',
    },
    (store, connection) => store.identity.lastPacket(connection) || null,
  ),
  ofConnection(
    'core',
    { id: 'total_packets', title: 'packets both ways', unit: 'packets', meaning: 'Packets of both directions.' },
    (store, connection) => store.core.packets(2 * connection) + store.core.packets(2 * connection + 1),
  ),
  ofConnection(
    'core',
    {
      id: 'complete',
      known: 'always',
      title: 'complete',
      unit: 'yes/no',
      meaning: 'Both sides sent a SYN and both a FIN.',
    },
    isComplete,
  ),
  ofConnection(
    'core',
    { id: 'reset', known: 'always', title: 'reset', unit: 'yes/no', meaning: 'Either side sent a RST.' },
    isReset,
  ),
  ofConnection(
    'core',
    {
      id: 'unidirectional',
      title: 'unidirectional',
      unit: 'yes/no',
      meaning: 'Packets of only one direction were seen.',
    },
    isUnidirectional,
  ),
];
