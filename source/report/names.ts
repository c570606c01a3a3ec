/** Endpoints by name, as tcptrace shows them without -n: reverse DNS, and service names for ports up to 1023. */

import { addressText } from '../connection/addresses.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { HostNames } from '../names/host-names.ts';
import { serviceName } from '../names/services.ts';
import { type EndpointWriter, NUMERIC_ENDPOINTS } from './endpoints.ts';
import { writeAscii } from './numbers.ts';
import type { TcptraceSwitches } from './request.ts';

const DOT = 0x2e;

/** Ports above are numbers always. */
const LAST_SERVICE_PORT = 1023;

/** Resolves with a writer that knows the names of all addresses in the store, as far as the resolver answers in time. */
export async function endpointWriter(store: ConnectionStore, switches: TcptraceSwitches): Promise<EndpointWriter> {
  const hosts = switches.names && switches.booleans.get('res_addr') !== false;
  const ports = switches.names && switches.booleans.get('res_port') !== false;
  return {
    host: hosts ? await namedHosts(store, switches.shortNames) : NUMERIC_ENDPOINTS.host,
    port: ports ? namedPort : NUMERIC_ENDPOINTS.port,
  };
}

async function namedHosts(store: ConnectionStore, short: boolean): Promise<EndpointWriter['host']> {
  const names = new HostNames();
  await names.settle(addressesOf(store));
  const host: EndpointWriter['host'] = (bytes, at, identity, row, side) => {
    const name = names.name(addressText(identity, row, side));
    return name === null ? NUMERIC_ENDPOINTS.host(bytes, at, identity, row, side) : writeAscii(bytes, at, name);
  };
  return short ? upToFirstDot(host) : host;
}

/** An address that has no name is cut as well, as tcptrace does. */
function upToFirstDot(host: EndpointWriter['host']): EndpointWriter['host'] {
  return (bytes, at, identity, row, side) => {
    const end = host(bytes, at, identity, row, side);
    const dot = bytes.subarray(at, end).indexOf(DOT);
    return dot < 0 ? end : at + dot;
  };
}

const namedPort: EndpointWriter['port'] = (bytes, at, identity, row, side) => {
  const port = identity.port(row, side);
  const name = port <= LAST_SERVICE_PORT ? serviceName(port) : null;
  return name === null ? NUMERIC_ENDPOINTS.port(bytes, at, identity, row, side) : writeAscii(bytes, at, name);
};

function addressesOf({ identity, udp, totals, count }: ConnectionStore): Set<string> {
  const addresses = new Set<string>();
  const add = (rows: IdentityRows, length: number): void => {
    for (let row = 0; row < length; row++) {
      addresses.add(addressText(rows, row, 0));
      addresses.add(addressText(rows, row, 1));
    }
  };
  add(identity, count);
  add(udp.identity, totals[Total.udpPairs]);
  return addresses;
}
