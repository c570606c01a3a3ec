/**
 * The files that TLS needs: certificates, keys, the key log. They are read before anybody can connect, so that what is wrong
 * with one is said at once.
 */
import { X509Certificate } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import tls from 'node:tls';
import { openForOutput } from '../capture/output-file.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import type { Endpoint } from './endpoints.ts';
import type { ListenerCertificate, PairOptions } from './options.ts';

export const OWNER_ONLY = 0o600;
/** Clients must be able to read the certificate they are to trust. */
const READABLE = 0o644;

/** What a TLS listener shows a client: the context for the names it may know us by, the one it asked for first. */
export type Identity = (names: readonly string[]) => Promise<tls.SecureContext>;

/** Reads or makes the certificate. Rejects in words when a file cannot be read or is none. */
export async function identityOf(certificate: ListenerCertificate, target: Endpoint): Promise<Identity | null> {
  if (certificate.kind === 'none') return null;
  if (certificate.kind === 'files') {
    const cert = readCertificate('--tls-cert', certificate.certificate);
    const context = contextOf(cert, readNamed('--tls-key', certificate.key), '--tls-key', certificate.key);
    return async () => context;
  }
  const authority = await authorityAt(certificate.authority, certificate.force);
  const others = target.kind === 'unix' ? ['localhost'] : ['localhost', target.host];
  return (names) => authority.contextFor([...new Set([...names, ...others])]);
}

/** One for all listeners that name the same file. */
const made = new Map<string, Promise<CertificateAuthority>>();

function authorityAt(path: string, force: boolean): Promise<CertificateAuthority> {
  const known = made.get(path);
  if (known !== undefined) return known;
  const authority = makeAuthority(path, force);
  authority.catch(() => made.delete(path));
  made.set(path, authority);
  return authority;
}

async function makeAuthority(path: string, force: boolean): Promise<CertificateAuthority> {
  const { AUTHORITY_NAME, CertificateAuthority } = await import('./certificate-authority.ts');
  const authority = await CertificateAuthority.create();
  named('--tls-auto', () => {
    const file = openForOutput(path, READABLE, force || isThrownAway(path, AUTHORITY_NAME));
    writeFileSync(file, `${authority.certificate}\n`);
    closeSync(file);
  });
  return authority;
}

/** The certificate of an authority that went with an earlier run, and nothing else. */
function isThrownAway(path: string, name: string): boolean {
  if (!existsSync(path)) return false;
  const pem = readFileSync(path, 'latin1');
  if (!/^-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\s*$/.test(pem)) return false;
  return new X509Certificate(pem).subject === name;
}

/** The CA certificates that the target's must come from; none = Node's own list. Throws in words. */
export function authoritiesOf(files: readonly string[]): Buffer[] {
  return files.map((file) => readCertificate('--tls-ca', file));
}

/** A certificate with its key, as PEM. */
export interface ClientCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What the target is shown where it asks. Throws in words. */
export function clientCertificateOf({ clientCertificate: files }: PairOptions): ClientCertificate | null {
  if (files === null) return null;
  const cert = readCertificate('--tls-client-cert', files.certificate);
  const key = readNamed('--tls-client-key', files.key);
  contextOf(cert, key, '--tls-client-key', files.key);
  return { cert, key };
}

/** Throws in words when session keys cannot be written there. */
export function checkKeylog(path: string | null): void {
  if (path !== null) named('--keylog', () => closeSync(openSync(path, 'a', OWNER_ONLY)));
}

function readCertificate(option: string, file: string): Buffer {
  const pem = readNamed(option, file);
  try {
    new X509Certificate(pem);
  } catch {
    throw new Error(`${option} ${file}: no certificate in it; wanted a PEM file`);
  }
  return pem;
}

function contextOf(cert: Buffer, key: Buffer, option: string, keyFile: string): tls.SecureContext {
  try {
    return tls.createSecureContext({ cert, key });
  } catch (problem) {
    throw new Error(`${option} ${keyFile}: no key of that certificate (${(problem as Error).message})`);
  }
}

const readNamed = (option: string, file: string): Buffer => named(option, () => readFileSync(file));

/** What the system says of a file, with the option that named it. */
function named<T>(option: string, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    throw new Error(`${option}: ${(problem as Error).message}`);
  }
}
