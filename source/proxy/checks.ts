/** What is asked for must make sense before anything listens: each mistake is one sentence for the user. */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { type Endpoint, endpointText, isLocal } from './endpoints.ts';
import type { PairOptions, ProxyPair, ProxyRequest } from './options.ts';

export class UsageProblem extends Error {}

/** Options that the ends of at least one pair must be able to use. */
const NEEDS: readonly {
  option: string;
  given(options: PairOptions): boolean;
  used(pair: ProxyPair): boolean;
  end: string;
}[] = [
  ...(['tls-cert', 'tls-auto'] as const).map((option) => ({
    option,
    given: ({ certificate: { kind } }: PairOptions) => kind === (option === 'tls-auto' ? 'auto' : 'files'),
    used: endsTls,
    end: 'a tls:// listener',
  })),
  { option: 'tls-ca', given: ({ tlsCa }) => tlsCa.length > 0, used: speaksTls, end: 'a tls:// target' },
  { option: 'tls-name', given: ({ tlsName }) => tlsName !== null, used: speaksTls, end: 'a tls:// target' },
  {
    option: 'tls-client-cert',
    given: ({ clientCertificate }) => clientCertificate !== null,
    used: speaksTls,
    end: 'a tls:// target',
  },
  { option: 'tls-insecure', given: ({ tlsInsecure }) => tlsInsecure, used: speaksTls, end: 'a tls:// target' },
  {
    option: 'keylog',
    given: ({ keylog }) => keylog !== null,
    used: (pair) => endsTls(pair) || speaksTls(pair),
    end: 'a tls:// listener or target',
  },
];

function endsTls({ listen, options }: ProxyPair): boolean {
  return listen.kind === 'tls' || needsCertificate(options);
}

function speaksTls({ target, options }: ProxyPair): boolean {
  return target.kind === 'tls' || options.starttls === 'both';
}

/** Options that nobody would notice are a mistake. */
export function checkUse(pairs: readonly ProxyPair[]): void {
  for (const { option, given, used, end } of NEEDS) {
    const users = pairs.filter(({ options }) => given(options));
    if (users.length > 0 && !users.some(used)) throw new UsageProblem(`--${option} has nothing to do without ${end}`);
  }
}

/** What is to be written must have a folder that takes it. */
export function checkPlaces({ recording, log, pairs }: ProxyRequest): void {
  const files = [
    { option: 'save', file: recording.path },
    { option: 'log', file: log },
    ...pairs.map(({ options: { keylog } }) => ({ option: 'keylog', file: keylog })),
    ...pairs.map(({ options: { certificate } }) => ({
      option: 'tls-auto',
      file: certificate.kind === 'auto' ? certificate.authority : null,
    })),
  ];
  for (const { option, file } of files) {
    if (file === null) continue;
    try {
      accessSync(existsSync(file) ? file : path.dirname(file), constants.W_OK);
    } catch (problem) {
      const { code } = problem as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'there is no such folder' : 'no permission to write there';
      throw new UsageProblem(`--${option} ${file}: ${why}`);
    }
  }
}

/** The client's leg gets TLS in the middle of the protocol. */
const needsCertificate = ({ starttls }: PairOptions): boolean => starttls === 'both' || starttls === 'client';

export function checkPair({ listen, target, options }: ProxyPair): void {
  const { certificate, clientCertificate } = options;
  if (clientCertificate !== null && (clientCertificate.certificate === '' || clientCertificate.key === '')) {
    throw new UsageProblem('--tls-client-cert and --tls-client-key go together');
  }
  if (needsCertificate(options) && certificate.kind === 'none') {
    throw new UsageProblem(
      `--starttls ${options.starttls} needs --tls-auto FILE, or --tls-cert and --tls-key, for the client's leg`,
    );
  }
  if (options.starttls !== null && (listen.kind === 'tls' || target.kind === 'tls')) {
    throw new UsageProblem('--starttls is for protocols that begin in clear: leave out tls:// at both ends');
  }
  if (isSame(listen, target)) {
    throw new UsageProblem(`${endpointText(listen)} would forward to itself: listen at another port than the target's`);
  }
  if (certificate.kind === 'files' && (certificate.certificate === '' || certificate.key === '')) {
    throw new UsageProblem('--tls-cert and --tls-key go together');
  }
  if (listen.kind === 'tls' && certificate.kind === 'none') {
    throw new UsageProblem(
      'a tls:// listener needs --tls-cert and --tls-key, or --tls-auto FILE for its CA certificate',
    );
  }
}

/** Whatever of this machine's a listener accepts, "localhost" is at that port. */
function isSame(listen: Endpoint, target: Endpoint): boolean {
  if (listen.kind === 'unix' || target.kind === 'unix') {
    return listen.kind === 'unix' && target.kind === 'unix' && listen.path === target.path;
  }
  if (listen.port !== target.port) return false;
  const isEverywhere = listen.host === '::' || listen.host === '0.0.0.0';
  return listen.host === target.host || (isLocal(target) && (isLocal(listen) || isEverywhere));
}
