/**
 * A session out of thin air: any number of connections, made up by arithmetic, so that every figure on the screen is known.
 * Connection n: 10.0.0.1:(40000 + n) talks to 192.168.1.(n mod 250):80 or :443.
 */

import { TraceIntervals } from '../../../source/analysis/trace-intervals.ts';
import { directionLabel } from '../../../source/connection/labels.ts';
import { Direction } from '../../../source/connection/layout/direction.ts';
import type { Field } from '../../../source/connection/layout/structure.ts';
import { asRow, type ConnectionRow } from '../../../source/connection/numbering.ts';
import { STATISTICS } from '../../../source/connection/statistics.ts';
import { ConnectionStore, Total } from '../../../source/connection/store.ts';
import type { Finding } from '../../../source/findings/finding.ts';
import { GRAPH_KINDS } from '../../../source/graph/definitions.ts';
import { ConnectionSeries } from '../../../source/graph/series.ts';
import { type ListedColumn, listColumns } from '../../../source/session/columns.ts';
import { endingOf } from '../../../source/session/ending.ts';
import { Endpoints } from '../../../source/session/endpoints.ts';
import type { ExchangeView } from '../../../source/session/exchange-list.ts';
import { FilteredList } from '../../../source/session/list.ts';
import { Pulse } from '../../../source/session/pulse.ts';
import type { PacketList, PacketRow, Progress, SaveRequest, Session } from '../../../source/session/session.ts';
import type { Conversation, Piece } from '../../../source/stream/conversation.ts';
import type { Unit } from '../../../source/stream/unit.ts';

export const START = Date.UTC(2024, 0, 2, 3, 4, 5) * 1000;

const ENDINGS = ['ok', 'open', 'rst<', 'syn!'] as const;

export interface FakeOptions {
  connections?: number;
  progress?: Partial<Progress>;
  problems?: string[];
  findings?: Finding[];
  messages?: { side: 0 | 1; text: string; gap?: { at: number; length: number } }[];
}

export class FakeSession implements Session {
  progress: Progress;
  readonly store = new ConnectionStore(undefined, 1000);
  readonly trace = new TraceIntervals();
  readonly columns: ListedColumn[];
  readonly list: FilteredList;
  readonly findings: Finding[];
  readonly saved: SaveRequest[] = [];
  namesShown = false;
  stopped = false;
  private readonly pulse = new Pulse();
  private readonly endpoints: FakeEndpoints;
  private readonly problems: string[];
  private readonly talk: Conversation;
  private readonly packetList: PacketList;

  constructor({ connections = 3, progress = {}, problems = [], findings = [], messages = TALK }: FakeOptions = {}) {
    this.progress = {
      state: 'done',
      bytesRead: 1_000_000,
      bytesTotal: 1_000_000,
      bytesPerSecond: 0,
      secondsLeft: 0,
      ...progress,
    };
    this.problems = problems;
    this.findings = findings;
    makeUp(this.store, connections);
    const { store } = this;
    const endpoints = new FakeEndpoints(store, () => this.namesShown);
    this.endpoints = endpoints;
    this.columns = listColumns({ store, endpoints, lostSeconds: () => null, isForwarded: () => false });
    this.list = new FilteredList(this.columns, { store, hostName: endpoints.hostName }, null, this.pulse);
    this.talk = conversation(messages);
    this.packetList = packets(40);
  }

  get revision(): number {
    return this.pulse.revision;
  }

  get answers(): number {
    return this.pulse.answers;
  }

  subscribe = (changed: () => void): (() => void) => this.pulse.subscribe(changed);

  changed(): void {
    this.pulse.answer();
  }

  get summary() {
    return {
      title: 'made-up.pcap',
      files: [{ name: 'made-up.pcap', format: 'pcap', bytes: 1_000_000, application: null, comments: [] }],
      interfaces: [{ name: 'eth0', linkType: 'Ethernet', snaplen: 262_144, received: 5000, dropped: 2 }],
      packets: this.store.count * 10,
      packetsByProtocol: [{ name: 'TCP', packets: this.store.count * 10 }],
      connections: this.store.count,
      firstMicros: START,
      lastMicros: START + 95_000_000,
      snapped: 0,
      problems: this.problems,
    };
  }

  endpoint = (connection: ConnectionRow, side: 0 | 1): string => this.endpoints.text(connection, side);
  label = (connection: ConnectionRow, side: 0 | 1): string =>
    directionLabel(this.store.identity.label(connection), side);
  ending = (connection: ConnectionRow): string => endingOf(this.store, connection);
  verdict(connection: ConnectionRow) {
    if (this.ending(connection) === 'syn!')
      return { severity: '!!' as const, text: 'SYN unanswered: 5 tries in 15 s.' };
    return { severity: '.' as const, text: 'Nothing wrong in TCP: no loss, RTT 36 ms; the time is idle.' };
  }
  chosen = '';
  readonly exchanges: ExchangeView = {
    query: { filter: '', order: 'time', isDescending: false },
    packets: 0,
    total: 0,
    forgotten: 0,
    count: 0,
    at: () => {
      throw new Error('there are none');
    },
    ask: () => null,
    services: () => [],
  };
  turns = async (): Promise<Conversation> => this.talk;
  decoded = (): string => this.chosen;
  decode(_connection: ConnectionRow, form: string): string | null {
    if (form === 'bogus') return 'no protocol or framing is called "bogus"';
    this.chosen = form;
    this.changed();
    return null;
  }
  statistics = () => STATISTICS;
  graphKinds = () => GRAPH_KINDS;
  timeSpent = () => null;
  conversation = (): Conversation => this.talk;
  decodeAs = (_port: number, form: string): string | null => this.decode(asRow(0), form);

  lastMessages = (): readonly Unit[] => this.talk.messages;
  packets = (): PacketList => this.packetList;
  series = () => new ConnectionSeries();
  showNames(on: boolean): void {
    this.namesShown = on;
    this.changed();
  }
  async save(request: SaveRequest): Promise<string> {
    this.saved.push(request);
    if (request.path.startsWith('/root/')) throw new Error(`${request.path}: permission denied`);
    return `1,234 bytes to ${request.path}`;
  }
  stop(): void {
    this.stopped = true;
    this.progress = { ...this.progress, state: 'stopped' };
    this.changed();
  }
  async close(): Promise<void> {
    this.list.close();
    this.pulse.close();
  }
}

/** The rows of a store as arithmetic has them: nothing is stored, so any number of connections costs nothing. */
function makeUp({ identity, directions, totals }: ConnectionStore, connections: number): void {
  totals[Total.connections] = connections;
  Object.assign(identity, {
    label: (connection: number) => 2 * connection,
    version: () => 4,
    address4: (connection: number, side: 0 | 1) => (side === 0 ? 0x0a000001 : 0xc0a80100 + (connection % 250)),
    port: (connection: number, side: 0 | 1) => (side === 0 ? 40_000 + connection : connection % 2 === 0 ? 80 : 443),
    firstMicros: (connection: number) => START + connection * 1000,
    lastMicros: (connection: number) => START + connection * 1000 + 2_500_000,
  });
  const closed = (direction: number): number => Number(endingAt(direction) === 'ok');
  const made = new Map<Field, (direction: number) => number>([
    [Direction.packets, (direction) => (isUnanswered(direction) ? 0 : 3 + (((direction >> 1) * 7) % 1000))],
    [Direction.resentPackets, (direction) => (direction % 2 === 0 ? (direction >> 1) % 12 : 0)],
    [Direction.syns, (direction) => Number(!isUnanswered(direction))],
    [Direction.fins, closed],
    [Direction.resets, (direction) => Number(direction % 2 === 1 && endingAt(direction) === 'rst<')],
    [Direction.uniqueBytes, (direction) => ((direction >> 1) * 131) % 100_000],
  ]);
  Object.assign(directions, {
    read: (direction: number, field: Field) => made.get(field)?.(direction) ?? 0,
  });
}

const endingAt = (direction: number): string => ENDINGS[(direction >> 1) % ENDINGS.length];
const isUnanswered = (direction: number): boolean => direction % 2 === 1 && endingAt(direction) === 'syn!';

/** Its only name is the client's. */
class FakeEndpoints extends Endpoints {
  constructor(store: ConnectionStore, shown: () => boolean) {
    super(store, () => {});
    this.hostName = (_, side) => (side === 0 && shown() ? 'client.example' : null);
  }
}

const TALK = [
  { side: 0 as const, text: 'GET /index.html HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n' },
  {
    side: 1 as const,
    text: `HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n${'x'.repeat(40)}`,
    gap: { at: 20, length: 8 },
  },
  { side: 0 as const, text: '\u0016\u0003\u0001binary \u001b[31mred\u001b[0m bytes and grüße, 日本語\n' },
];

function conversation(messages: NonNullable<FakeOptions['messages']>): Conversation {
  const bytes = messages.map(({ text }) => new TextEncoder().encode(text));
  const facts: Unit[] = messages.map(({ side, text, gap }, number) => ({
    number,
    side,
    micros: START + number * 36_000,
    endMicros: START + number * 36_000 + 500,
    wait: number === 0 ? null : 35_500,
    size: bytes[number].length,
    missing: gap?.length ?? 0,
    offset: 0,
    words: text.split('\r\n')[0].replace(/[^\x20-\x7e]/g, '.'),
    protocol: 'http',
    kind: side === 0 ? 'request' : 'reply',
    role: side === 0 ? 'request' : 'reply',
    status: null,
    failed: false,
    host: null,
    state: 'whole',
    firstPacket: 4 + number * 10,
    lastPacket: 8 + number * 10,
  }));
  return {
    messages: facts,
    spoken: 'HTTP/1',
    complete: true,
    notes: [],
    async pieces(message, from, to) {
      const { gap } = messages[message];
      const end = Math.min(to, bytes[message].length);
      const piece = (start: number, stop: number): Piece[] =>
        start < stop ? [{ kind: 'bytes', offset: start, bytes: bytes[message].subarray(start, stop), packet: 1 }] : [];
      if (gap === undefined || gap.at >= end || gap.at + gap.length <= from) return piece(from, end);
      const lost = Math.max(from, gap.at);
      const back = Math.min(end, gap.at + gap.length);
      return [...piece(from, lost), { kind: 'gap', offset: lost, length: back - lost }, ...piece(back, end)];
    },
    async decode(message) {
      return message === 0 ? { title: 'HTTP request', lines: ['GET /index.html', 'Host: example.org'] } : null;
    },
    async body() {
      return null;
    },
    async search(what, from, backwards) {
      const needle = what.kind === 'text' ? Buffer.from(what.text) : Buffer.from(what.bytes);
      const places = bytes.flatMap((body, message) => {
        const found: { message: number; offset: number; length: number }[] = [];
        for (let at = Buffer.from(body).indexOf(needle); at >= 0; at = Buffer.from(body).indexOf(needle, at + 1))
          found.push({ message, offset: at, length: needle.length });
        return found;
      });
      const after = (place: { message: number; offset: number }) =>
        place.message > from.message || (place.message === from.message && place.offset >= from.offset);
      const before = (place: { message: number; offset: number }) =>
        place.message < from.message || (place.message === from.message && place.offset <= from.offset);
      return (backwards ? places.filter(before).at(-1) : places.find(after)) ?? null;
    },
  };
}

function packets(count: number): PacketList {
  return {
    count,
    complete: true,
    at: (row): PacketRow => ({
      number: row + 1,
      micros: START + row * 1500,
      nanos: 0,
      side: row % 2 === 0 ? 0 : 1,
      flags: row < 2 ? 2 : 24,
      sequence: row < 2 ? 0 : row * 100,
      acknowledgement: row === 0 ? null : row * 50,
      length: row < 2 ? 0 : 100,
      window: 64_240,
      marks: row === 5 ? ['retransmission'] : [],
    }),
    record: async (row) => ({
      bytes: new TextEncoder().encode(`packet ${row} as captured, with bytes`),
      wireLength: 32,
      linkType: 1,
      fcsLength: 0,
      interfaceName: 'eth0',
    }),
  };
}
