/**
 * A throw-away certificate authority for `--tls-auto`: made when the listener starts, its key never leaves memory, and it
 * signs a certificate for every name that a client asks for.
 */
import './reflect-metadata.ts';
import { webcrypto } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
export const AUTHORITY_NAME = 'CN=tcptrace-tui throw-away CA';
const DAYS_VALID = 30;
/** Names whose certificates are kept. */
const MOST_NAMES = 1000;

export class CertificateAuthority {
  /** The certificate that clients must trust, as PEM. */
  readonly certificate: string;
  readonly #issuer: x509.X509Certificate;
  readonly #issuerKeys: webcrypto.CryptoKeyPair;
  readonly #leafKeys: webcrypto.CryptoKeyPair;
  readonly #leafKey: string;
  readonly #contexts = new Map<string, Promise<tls.SecureContext>>();

  private constructor(
    issuer: x509.X509Certificate,
    issuerKeys: webcrypto.CryptoKeyPair,
    leafKeys: webcrypto.CryptoKeyPair,
    leafKey: string,
  ) {
    this.certificate = issuer.toString('pem');
    this.#issuer = issuer;
    this.#issuerKeys = issuerKeys;
    this.#leafKeys = leafKeys;
    this.#leafKey = leafKey;
  }

  static async create(): Promise<CertificateAuthority> {
    const [issuerKeys, leafKeys] = await Promise.all([newKeys(), newKeys()]);
    const issuer = await x509.X509CertificateGenerator.createSelfSigned(
      {
        name: AUTHORITY_NAME,
        ...validity(),
        signingAlgorithm: ALGORITHM,
        keys: issuerKeys,
        extensions: [
          new x509.BasicConstraintsExtension(true, 0, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        ],
      },
      webcrypto,
    );
    const leafKey = await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
    return new CertificateAuthority(issuer, issuerKeys, leafKeys, x509.PemConverter.encode(leafKey, 'PRIVATE KEY'));
  }

  /** What to show a client that knows us by these host names and addresses. */
  contextFor(names: readonly string[]): Promise<tls.SecureContext> {
    const name = names.join(' ');
    const known = this.#contexts.get(name);
    if (known !== undefined) return known;
    if (this.#contexts.size >= MOST_NAMES) this.#contexts.delete(this.#contexts.keys().next().value as string);
    const made = this.#issue(names);
    this.#contexts.set(name, made);
    return made;
  }

  async #issue(names: readonly string[]): Promise<tls.SecureContext> {
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject: [{ CN: [names[0]] }],
        issuer: this.#issuer.subject,
        ...validity(),
        signingAlgorithm: ALGORITHM,
        publicKey: this.#leafKeys.publicKey,
        signingKey: this.#issuerKeys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((name) => ({ type: net.isIP(name) === 0 ? 'dns' : 'ip', value: name })),
          ),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        ],
      },
      webcrypto,
    );
    return tls.createSecureContext({ cert: `${certificate.toString('pem')}\n${this.certificate}`, key: this.#leafKey });
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

/** From an hour ago, for clients whose clock is behind. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + DAYS_VALID * 86_400_000) };
}
