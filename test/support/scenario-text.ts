/**
 * Reads the scenario language (README.md beside this file) into hosts and lines. Knows nothing of packets: a line's numbers
 * are still relative to the ISNs.
 */

export interface Host {
  name: string;
  /** IPv4 dotted, or IPv6. */
  address: string;
  port: number;
  isn: number;
}

export type TcpOption =
  | { kind: 'mss'; bytes: number }
  | { kind: 'wscale'; shift: number }
  | { kind: 'sackOK' }
  | { kind: 'sack'; blocks: [left: number, right: number][] }
  | { kind: 'TS'; value: number; echo: number }
  | { kind: 'nop' };

export interface PacketFields {
  id: number | null;
  ttl: number;
  tos: number;
  dontFragment: boolean;
  /** A TCP or UDP checksum off by one bit. */
  badChecksum: boolean;
  /** Bytes captured; null = all. */
  captured: number | null;
  /** Sent again so often, each wait twice the one before, the first 1 s (RFC 6298). */
  retries: number;
  /** Seen twice by the capture: µs until the copy; null = once. */
  copyAfter: number | null;
}

export type Body =
  | {
      kind: 'tcp';
      /** tcpdump's letters: S F R P . U E W. */
      flags: string;
      /** Relative; null = the sender's next. */
      start: number | null;
      length: number;
      text: Uint8Array | null;
      ack: number | null;
      window: number;
      urgent: number;
      options: TcpOption[];
    }
  | { kind: 'udp'; length: number; text: Uint8Array | null }
  | { kind: 'icmp'; what: string; mtu: number };

export interface ScenarioLine {
  line: number;
  /** µs since the scenario's start. */
  micros: number;
  from: string;
  to: string;
  body: Body;
  fields: PacketFields;
}

export interface ScenarioText {
  hosts: Map<string, Host>;
  /** µs since 1970 of time 0. */
  startMicros: number;
  lines: ScenarioLine[];
}

const HOST = /^(\w+)\s+(\[[0-9a-fA-F:.]+\]|[\d.]+)(?::(\d+))?(?:\s+isn\s+(\d+))?$/;
const START = /^start\s+(\S+)$/;
const PACKET = /^(\+?\d+(?:\.\d+)?)\s+(\w+)\s+>\s+(\w+)\s+(.*)$/;
const DEFAULT_START = Date.UTC(2026, 0, 1) * 1000;
const MICROS = 1e6;

export function readScenario(text: string): ScenarioText {
  const scenario: ScenarioText = { hosts: new Map(), startMicros: DEFAULT_START, lines: [] };
  let micros = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const host = HOST.exec(line);
    const start = START.exec(line);
    const packet = PACKET.exec(line);
    if (start) {
      scenario.startMicros = Date.parse(start[1]) * 1000;
    } else if (packet) {
      const [, time, from, to, rest] = packet;
      const seconds = Number(time.replace('+', ''));
      micros = Math.round(seconds * MICROS) + (time.startsWith('+') ? micros : 0);
      for (const name of [from, to]) {
        if (!scenario.hosts.has(name)) throw problem(index, line, `no host "${name}" is declared above`);
      }
      scenario.lines.push({ line: index + 1, micros, from, to, ...readPacket(rest, index, line) });
    } else if (host) {
      const [, name, address, port, isn] = host;
      scenario.hosts.set(name, {
        name,
        address: address.replace(/[[\]]/g, ''),
        port: Number(port ?? 0),
        isn: isn === undefined ? 1000 * (scenario.hosts.size + 1) : Number(isn),
      });
    } else {
      throw problem(index, line, 'neither a host, a start nor a packet');
    }
  }
  return scenario;
}

function problem(index: number, line: string, what: string): Error {
  return new Error(`scenario line ${index + 1}: ${what}: ${line}`);
}

/** Words, <option lists> and "quoted text", in the order they stand. */
const TOKEN = /"((?:[^"\\]|\\.)*)"|<([^>]*)>|(\S+)/g;

function readPacket(rest: string, index: number, line: string): { body: Body; fields: PacketFields } {
  const fields: PacketFields = {
    id: null,
    ttl: 64,
    tos: 0,
    dontFragment: false,
    badChecksum: false,
    captured: null,
    retries: 0,
    copyAfter: null,
  };
  const tokens = [...rest.matchAll(TOKEN)];
  const first = tokens.shift()?.[3] ?? '';
  const body = emptyBody(first);
  const word = (): string => tokens.shift()?.[3] ?? '';
  const number = (): number => {
    const value = Number(word());
    if (!Number.isFinite(value)) throw problem(index, line, 'a number is missing');
    return value;
  };
  while (tokens.length > 0) {
    const [, quoted, options, name] = tokens.shift()!;
    if (quoted !== undefined && body.kind !== 'icmp') body.text = unescaped(quoted);
    else if (options !== undefined && body.kind === 'tcp') body.options = options.split(',').map(readOption);
    else if (readField(fields, name, number)) continue;
    else if (!readBody(body, name, number))
      throw problem(index, line, `"${quoted ?? options ?? name}" is not understood`);
  }
  return { body, fields };
}

function emptyBody(first: string): Body {
  if (first === 'udp') return { kind: 'udp', length: 0, text: null };
  if (first === 'icmp') return { kind: 'icmp', what: '', mtu: 0 };
  return {
    kind: 'tcp',
    flags: first,
    start: null,
    length: 0,
    text: null,
    ack: null,
    window: 64240,
    urgent: 0,
    options: [],
  };
}

function readField(fields: PacketFields, name: string, number: () => number): boolean {
  if (name === 'id') fields.id = number();
  else if (name === 'ttl') fields.ttl = number();
  else if (name === 'tos') fields.tos = number();
  else if (name === 'df') fields.dontFragment = true;
  else if (name === 'badsum') fields.badChecksum = true;
  else if (name === 'captured') fields.captured = number();
  else if (name === 'retries') fields.retries = number();
  else if (name === 'copy') fields.copyAfter = Math.round(number() * MICROS);
  else return false;
  return true;
}

function readBody(body: Body, name: string, number: () => number): boolean {
  if (body.kind === 'icmp') {
    if (name === 'mtu') body.mtu = number();
    else body.what = `${body.what} ${name}`.trim();
    return true;
  }
  if (body.kind === 'udp') {
    body.length = Number(name);
    return /^\d+$/.test(name);
  }
  const range = /^(\d+):(\d+)(?:\((\d+)\))?$/.exec(name);
  if (range) {
    body.start = Number(range[1]);
    body.length = Number(range[2]) - body.start;
    return range[3] === undefined || Number(range[3]) === body.length;
  }
  if (name === 'ack') body.ack = number();
  else if (name === 'win') body.window = number();
  else if (name === 'urg') body.urgent = number();
  else return false;
  return true;
}

function readOption(text: string): TcpOption {
  const words = text.trim().split(/\s+/);
  switch (words[0]) {
    case 'mss':
      return { kind: 'mss', bytes: Number(words[1]) };
    case 'wscale':
      return { kind: 'wscale', shift: Number(words[1]) };
    case 'sackOK':
      return { kind: 'sackOK' };
    case 'sack':
      return { kind: 'sack', blocks: words.slice(1).map((block) => block.split(':').map(Number) as [number, number]) };
    case 'TS':
      return { kind: 'TS', value: Number(words[2]), echo: Number(words[4]) };
    case 'nop':
      return { kind: 'nop' };
    default:
      throw new Error(`"${text}" is not a TCP option of the scenario language`);
  }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', 0: '\0' };

function unescaped(quoted: string): Uint8Array {
  const text = quoted.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : (ESCAPES[what] ?? what),
  );
  return Buffer.from(text, 'latin1');
}
