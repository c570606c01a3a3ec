/**
 * The words after `tcptrace-tui proxy`: LISTEN TARGET pairs and options. Options before the first pair are defaults for all
 * pairs, options after a pair belong to it.
 */
import net from 'node:net';
import { didYouMean } from '../quantities/nearest.ts';
import { readCount, readSize } from '../quantities/quantities.ts';
import { READING_FORMS, readingNamed } from '../stream/choice.ts';
import { checkPair, checkPlaces, checkUse, UsageProblem } from './checks.ts';
import { wordsOfConfig } from './config-file.ts';
import { parseTimeout } from './durations.ts';
import { type Endpoint, parseListen, parseTarget } from './endpoints.ts';
import { parseHoldPattern } from './hold-pattern.ts';
import { type AppliedImpairment, parseImpairment } from './impairments.ts';
import { DEFAULT_OPTIONS, type PairOptions, type ProxyRequest, type RecordingPlace } from './options.ts';
import type { StartTls } from './starttls.ts';

export type ProxyArguments =
  | ProxyRequest
  | { readonly kind: 'help' }
  /** One line for the user: what is wrong, and what to write instead. */
  | { readonly kind: 'usage'; readonly problem: string };

const TEMPORARY_RING_BYTES = 1e9;
/** Eight segments of less could not hold a burst. */
const SMALLEST_RING_BYTES = 1e6;

/** The options of the whole command, as they are collected. */
interface Whole {
  save: string | null;
  saveLimit: number | null;
  keepPayload: number | null;
  headless: boolean;
  force: boolean;
  keepGoing: boolean;
  log: string | null;
}

const WHOLE_FLAGS: Record<string, Partial<Whole>> = {
  headless: { headless: true },
  force: { force: true },
  'keep-going': { keepGoing: true },
};

const SEE_HELP = 'tcptrace-tui proxy --help lists all';

type Taken<T> = T | null;

/** Reads an option's value with `parse`, or says what it should look like. */
function value<T>(option: string, text: string, parse: (text: string) => Taken<T>, wanted: string): T {
  const parsed = parse(text);
  if (parsed === null) throw new UsageProblem(`--${option} ${text}: wanted ${wanted}`);
  return parsed;
}

const FAULT_FORMS =
  'slice=N, black-hole, reset=SIZE, reset=TIME, refuse or slow-close=TIME, and behind it any of ' +
  ',to-server ,to-client ,every=N ,percent=P ,seed=S';

const FLAGS: Record<string, (options: PairOptions) => Partial<PairOptions>> = {
  'tls-insecure': () => ({ tlsInsecure: true }),
  'rewrite-host': () => ({ rewriteHost: true }),
  'as-edited': () => ({ lengths: 'as edited' }),
};

const impairment = (options: PairOptions, added: AppliedImpairment): Partial<PairOptions> => ({
  impairments: [...options.impairments, added],
});

const SETTINGS: Record<string, (text: string, options: PairOptions) => Partial<PairOptions>> = {
  'tls-cert': (text, { certificate }) => ({
    certificate: { kind: 'files', certificate: text, key: certificate.kind === 'files' ? certificate.key : '' },
  }),
  'tls-key': (text, { certificate }) => ({
    certificate: { kind: 'files', certificate: certificate.kind === 'files' ? certificate.certificate : '', key: text },
  }),
  'tls-auto': (text) => ({ certificate: { kind: 'auto', authority: text, force: false } }),
  'tls-client-cert': (text, { clientCertificate }) => ({
    clientCertificate: { certificate: text, key: clientCertificate?.key ?? '' },
  }),
  'tls-client-key': (text, { clientCertificate }) => ({
    clientCertificate: { certificate: clientCertificate?.certificate ?? '', key: text },
  }),
  'tls-ca': (text, { tlsCa }) => ({ tlsCa: [...tlsCa, text] }),
  'tls-name': (text) => ({ tlsName: text }),
  alpn: (text) => ({ alpn: text === 'pass' ? { kind: 'pass' } : { kind: 'these', protocols: text.split(',') } }),
  keylog: (text) => ({ keylog: text }),
  starttls: (text) => ({ starttls: value('starttls', text, startTls, 'both, client or refuse') }),
  allow: (text, { allow }) => ({
    allow: [...allow, value('allow', text, parseCidr, 'an address or block such as 192.0.2.0/24')],
  }),
  'max-clients': (text) => ({
    maxClients: value('max-clients', text, (words) => readCount(words, 1), 'a number of 1 or more'),
  }),
  'connect-timeout': (text) => ({
    connectTimeout: value('connect-timeout', text, parseTimeout, 'a time such as 10s or 500ms'),
  }),
  'idle-timeout': (text) => ({
    idleTimeout: value('idle-timeout', text, parseTimeout, 'a time such as 10min or 30s'),
  }),
  latency: (text, options) =>
    impairment(
      options,
      value('latency', text, (words) => parseImpairment(`latency=${words}`), 'such as 100ms±20ms'),
    ),
  rate: (text, options) =>
    impairment(
      options,
      value('rate', text, (words) => parseImpairment(`rate=${words}`), 'such as 1mbit or 200kB/s'),
    ),
  fault: (text, options) => impairment(options, value('fault', text, parseImpairment, FAULT_FORMS)),
  hold: (text, { hold }) => ({
    hold: [...hold, value('hold', text, parseHoldPattern, 'a text, a /regular expression/ or *')],
  }),
  frame: (text) => ({ framing: value('frame', text, framing, READING_FORMS.join(', ')) }),
  'proxy-protocol': (text, { proxyProtocol }) => ({
    proxyProtocol: { ...proxyProtocol, [value('proxy-protocol', text, acceptOrSend, 'accept or send')]: true },
  }),
};

const WHOLE_SETTINGS: Record<string, (text: string) => Partial<Whole>> = {
  save: (text) => ({ save: text }),
  'save-limit': (text) => ({ saveLimit: value('save-limit', text, parseRing, 'a size of 1M or more, such as 500M') }),
  'keep-payload': (text) => ({ keepPayload: value('keep-payload', text, readSize, 'a number of bytes') }),
  log: (text) => ({ log: text }),
};

/** Reads the words; files named by `--config` are read here, all others are left to whoever uses them. */
export function parseProxyArguments(words: readonly string[]): ProxyArguments {
  try {
    return read(words);
  } catch (problem) {
    if (problem instanceof UsageProblem) return { kind: 'usage', problem: problem.message };
    throw problem;
  }
}

function read(words: readonly string[]): ProxyArguments {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help' };
  const { whole, pairs } = new Reading(words);
  if (pairs.length === 0) {
    throw new UsageProblem(`say where to listen and where to forward to: proxy 8080 localhost:80; ${SEE_HELP}`);
  }
  pairs.forEach(checkPair);
  checkUse(pairs);
  const { save, saveLimit, keepPayload, headless, force, keepGoing, log } = whole;
  if (headless && pairs.some(({ options }) => options.hold.length > 0)) {
    throw new UsageProblem('--hold needs the screen, where messages are let go: leave out --headless');
  }
  const request: ProxyRequest = {
    kind: 'proxy',
    pairs: force ? pairs.map((pair) => ({ ...pair, options: withForce(pair.options) })) : pairs,
    recording: placeOf(save, saveLimit, force),
    keepPayload,
    headless,
    keepGoing,
    log,
  };
  checkPlaces(request);
  return request;
}

/** What the words say, read one after the other. */
class Reading {
  readonly whole: Whole = {
    save: null,
    saveLimit: null,
    keepPayload: null,
    headless: false,
    force: false,
    keepGoing: false,
    log: null,
  };
  readonly pairs: { listen: Endpoint; target: Endpoint; options: PairOptions }[] = [];
  #defaults = DEFAULT_OPTIONS;

  constructor(words: readonly string[]) {
    this.#take([...words]);
  }

  #take(words: string[]): void {
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      if (word.startsWith('-')) this.#option(word, words);
      else this.pairs.push({ ...readPair(word, words.shift()), options: this.#defaults });
    }
  }

  /** `rest`: the words behind it, of which it takes its value. */
  #option(word: string, rest: string[]): void {
    const equals = word.indexOf('=');
    const name = word.replace(/^--/, '').replace(/=.*/s, '');
    const isOfWhole = Object.hasOwn(WHOLE_FLAGS, name);
    const isFlag = isOfWhole || Object.hasOwn(FLAGS, name);
    if (!isFlag && !takesValue(name))
      throw new UsageProblem(`${word.replace(/=.*/s, '')} is not an option of the proxy${meant(name)}; ${SEE_HELP}`);
    if (isFlag) {
      if (equals >= 0) throw new UsageProblem(`--${name} takes no value: give it, or leave it out`);
      if (isOfWhole) Object.assign(this.whole, WHOLE_FLAGS[name]);
      else this.#change(FLAGS[name]);
      return;
    }
    const text = equals < 0 ? rest.shift() : word.slice(equals + 1);
    if (text === undefined || text === '' || (equals < 0 && text.startsWith('--'))) {
      throw new UsageProblem(`--${name} needs a value`);
    }
    if (name === 'config') this.#config(text);
    else if (Object.hasOwn(WHOLE_SETTINGS, name)) Object.assign(this.whole, WHOLE_SETTINGS[name](text));
    else this.#change((options) => SETTINGS[name](text, options));
  }

  /** Of the last pair, or of all to come while there is none. */
  #change(change: (options: PairOptions) => Partial<PairOptions>): void {
    const owner = this.pairs.at(-1);
    if (owner === undefined) this.#defaults = { ...this.#defaults, ...change(this.#defaults) };
    else owner.options = { ...owner.options, ...change(owner.options) };
  }

  #config(file: string): void {
    try {
      this.#take(wordsOfConfig(file));
    } catch (problem) {
      throw new UsageProblem(`--config ${file}: ${(problem as Error).message}`);
    }
  }
}

const meant = (name: string): string =>
  didYouMean(
    name,
    ['config', 'help', ...[WHOLE_FLAGS, FLAGS, SETTINGS, WHOLE_SETTINGS].flatMap(Object.keys)],
    (known) => `--${known}`,
  ).replace(/\?$/, '');

const takesValue = (name: string): boolean =>
  name === 'config' || Object.hasOwn(WHOLE_SETTINGS, name) || Object.hasOwn(SETTINGS, name);

function readPair(listenText: string, targetText: string | undefined): { listen: Endpoint; target: Endpoint } {
  const listen = parseListen(listenText);
  if (listen === null) {
    const isOption = takesValue(listenText.replace(/=.*/s, ''));
    const wanted = isOption
      ? `did you mean --${listenText}?`
      : 'wanted [host:]port (0 to 65535), unix:/path or tls://[host:]port';
    throw new UsageProblem(`${listenText}: cannot listen there; ${wanted}`);
  }
  if (targetText === undefined || targetText.startsWith('--')) {
    throw new UsageProblem(`${listenText} needs a TARGET: where to forward to, such as localhost:80`);
  }
  const target = parseTarget(targetText);
  if (target === null) {
    throw new UsageProblem(
      `${targetText}: not a target; wanted host:port (1 to 65535), [v6]:port, unix:/path or tls://host:port`,
    );
  }
  return { listen, target };
}

const withForce = (options: PairOptions): PairOptions =>
  options.certificate.kind === 'auto' ? { ...options, certificate: { ...options.certificate, force: true } } : options;

function placeOf(save: string | null, limit: number | null, force: boolean): RecordingPlace {
  if (save !== null && limit === null) return { kind: 'file', path: save, force };
  return { kind: 'ring', path: save, limit: limit ?? TEMPORARY_RING_BYTES };
}

function parseCidr(text: string): string | null {
  const [address, prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] as number;
  const length = prefix === undefined ? bits : (readCount(prefix, 0) ?? -1);
  return rest.length === 0 && length >= 0 && length <= bits ? `${address}/${length}` : null;
}

function framing(text: string): string | null {
  return typeof readingNamed(text) === 'string' ? null : text;
}

function startTls(text: string): StartTls | null {
  return text === 'both' || text === 'client' || text === 'refuse' ? text : null;
}

function acceptOrSend(text: string): 'accept' | 'send' | null {
  return text === 'accept' || text === 'send' ? text : null;
}

function parseRing(text: string): number | null {
  const bytes = readSize(text);
  return bytes !== null && bytes >= SMALLEST_RING_BYTES ? bytes : null;
}
