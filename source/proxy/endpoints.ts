/**
 * The two ends a user names: where the proxy listens, and where it forwards to.
 */
import net from 'node:net';

export type Endpoint =
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'tls'; host: string; port: number }
  | { kind: 'unix'; path: string };

const LOOPBACK = '127.0.0.1';

/** `[host:]port`, `unix:/path` or `tls://[host:]port`; loopback unless a host is given, port 0 lets the system pick one. */
export function parseListen(text: string): Endpoint | null {
  return parseEndpoint(text, LOOPBACK, 0);
}

/** `host:port`, `[v6]:port`, `unix:/path` or `tls://host:port`. */
export function parseTarget(text: string): Endpoint | null {
  return parseEndpoint(text, null, 1);
}

function parseEndpoint(text: string, defaultHost: string | null, lowestPort: number): Endpoint | null {
  if (text.startsWith('unix:')) return text.length > 5 ? { kind: 'unix', path: text.slice(5) } : null;
  const match = /^(tls:\/\/)?(?:(?:\[([^\]]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const [, tls, bracketed, name, digits] = match;
  const host = bracketed ?? (name === '*' ? '::' : name) ?? defaultHost;
  const port = Number(digits);
  if (host === null || port < lowestPort || port > 65_535) return null;
  if (bracketed !== undefined && !net.isIPv6(bracketed)) return null;
  return { kind: tls === undefined ? 'tcp' : 'tls', host, port };
}

/** The endpoint as the user would type it. */
export function endpointText(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`;
  return `${endpoint.kind === 'tls' ? 'tls://' : ''}${addressText(endpoint.host, endpoint.port)}`;
}

/** "10.0.0.1:80", "[::1]:80". */
export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach a listener there. */
export function isLocal(endpoint: Endpoint): boolean {
  return (
    endpoint.kind === 'unix' || endpoint.host === 'localhost' || endpoint.host === '::1' || /^127\./.test(endpoint.host)
  );
}

/** "::ffff:10.0.0.1", which an IPv6 listener sees of an IPv4 client, as "10.0.0.1" (RFC 4291 section 2.5.5.2). */
export const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
