/**
 * A session out of thin air: any number of connections, made up by arithmetic, so that every figure on the screen is known.
 * Connection n: 10.0.0.1:(40000 + n) talks to 192.168.1.(n mod 250):80 or :443.
 */

import { TraceIntervals } from '../../../source/analysis/trace-intervals.ts';
import { asRow, type ConnectionRow } from '../../../source/connection/numbering.ts';
import { STATISTICS } from '../../../source/connection/statistics.ts';
import { ConnectionStore, Total } from '../../../source/connection/store.ts';
import type { Finding } from '../../../source/findings/finding.ts';
import { GRAPH_KINDS } from '../../../source/graph/definitions.ts';
import { ConnectionSeries } from '../../../source/graph/series.ts';
import type { Column, ConnectionList, ListQuery } from '../../../source/session/connection-list.ts';
import type { PacketList, PacketRow, Progress, SaveRequest, Session } from '../../../source/session/session.ts';
import type { Conversation, Message, Piece } from '../../../source/stream/conversation.ts';

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
  revision = 0;
  answers = 0;
  progress: Progress;
  readonly store = new ConnectionStore(undefined, 1000);
  readonly trace = new TraceIntervals();
  readonly columns: Column[];
  readonly list: FakeList;
  readonly findings: Finding[];
  readonly saved: SaveRequest[] = [];
  namesShown = false;
  stopped = false;
  private readonly listeners = new Set<() => void>();
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
    this.columns = columns(this);
    this.list = new FakeList(this, connections);
    this.talk = conversation(messages);
    this.packetList = packets(40);
    this.store.totals[Total.connections] = connections;
    Object.assign(this.store.identity, {
      firstMicros: (connection: ConnectionRow) => START + connection * 1000,
      lastMicros: (connection: ConnectionRow) => START + connection * 1000 + 2_500_000,
    });
  }

  subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  answered(): void {
    this.answers++;
    this.changed();
  }

  changed(): void {
    this.revision++;
    for (const listener of this.listeners) listener();
  }

  get summary() {
    return {
      title: 'made-up.pcap',
      files: [{ name: 'made-up.pcap', format: 'pcap', bytes: 1_000_000, application: null, comments: [] }],
      interfaces: [{ name: 'eth0', linkType: 'Ethernet', snaplen: 262_144, received: 5000, dropped: 2 }],
      packets: this.list.total * 10,
      packetsByProtocol: [{ name: 'TCP', packets: this.list.total * 10 }],
      connections: this.list.total,
      firstMicros: START,
      lastMicros: START + 95_000_000,
      snapped: 0,
      problems: this.problems,
    };
  }

  endpoint = (connection: ConnectionRow, side: 0 | 1): string => {
    if (side === 0) return `${this.namesShown ? 'client.example' : '10.0.0.1'}:${40_000 + connection}`;
    return `192.168.1.${connection % 250}:${connection % 2 === 0 ? 80 : 443}`;
  };
  label = (_connection: number, side: 0 | 1): string => (side === 0 ? 'a2b' : 'b2a');
  ending = (connection: ConnectionRow): string => ENDINGS[connection % ENDINGS.length];
  verdict(connection: ConnectionRow) {
    if (this.ending(connection) === 'syn!')
      return { severity: '!!' as const, text: 'SYN unanswered: 5 tries in 15 s.' };
    return { severity: '.' as const, text: 'Nothing wrong in TCP: no loss, RTT 36 ms; the time is idle.' };
  }
  framed = '';
  frame(form: string): string | null {
    if (form === 'bogus') return 'unknown framing "bogus"';
    this.framed = form;
    this.changed();
    return null;
  }
  statistics = () => STATISTICS;
  graphKinds = () => GRAPH_KINDS;
  timeSpent = () => null;
  conversation = (): Conversation => this.talk;
  lastMessages = (): readonly Message[] => this.talk.messages;
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
  async close(): Promise<void> {}
}

class FakeList implements ConnectionList {
  query: ListQuery = { filter: '', sort: null };
  state: 'ready' | 'working' = 'ready';
  problem: string | null = null;
  private order: ConnectionRow[];
  private readonly session: FakeSession;
  readonly total: number;

  constructor(session: FakeSession, total: number) {
    this.session = session;
    this.total = total;
    this.order = Array.from({ length: total }, (_, row) => asRow(row));
  }
  get count(): number {
    return this.order.length;
  }
  at = (place: number): ConnectionRow => this.order[place];
  placeOf = (connection: ConnectionRow): number => this.order.indexOf(connection);
  ask(query: ListQuery): void {
    this.query = query;
    this.problem = query.filter.includes('bogus:') ? 'no field "bogus"; try host: port: state:' : null;
    if (this.problem !== null) {
      this.session.answered();
      return;
    }
    const words = query.filter.split(' ').filter((word) => word !== '');
    const text = (connection: ConnectionRow) =>
      `${this.session.endpoint(connection, 0)} ${this.session.endpoint(connection, 1)} ${this.session.ending(connection)}`;
    this.order = Array.from({ length: this.total }, (_, row) => asRow(row)).filter((connection) =>
      words.every((word) => text(connection).includes(word.replace(/^\w+:/, ''))),
    );
    const { sort } = query;
    if (sort !== null) {
      const column = this.session.columns.find((known) => known.id === sort.column)!;
      const value = (connection: ConnectionRow) => {
        const shown = column.text(connection);
        return column.align === 'right' ? Number(shown) : shown;
      };
      this.order.sort((one, other) => (value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : one - other));
      if (sort.descending) this.order.reverse();
    }
    this.session.answered();
  }
}

function columns(session: FakeSession): Column[] {
  const left = (id: string, title: string, width: number, text: (connection: ConnectionRow) => string): Column => ({
    id,
    title,
    width,
    align: 'left',
    shownAtFirst: true,
    text,
    tone: () => 'normal',
  });
  const right = (id: string, title: string, width: number, value: (connection: ConnectionRow) => number): Column => ({
    ...left(id, title, width, (connection) => String(value(connection))),
    align: 'right',
  });
  return [
    right('number', '#', 6, (connection) => connection + 1),
    left('label', 'ends', 4, (connection) => session.label(connection, 0)),
    left('a', 'A (client)', 15, (connection) => session.endpoint(connection, 0).slice(0, 15)),
    left('b', 'B (server)', 17, (connection) => session.endpoint(connection, 1)),
    right('packets', 'pkts', 5, (connection) => (connection * 7) % 1000),
    right('bytes', 'bytes', 6, (connection) => (connection * 131) % 100_000),
    {
      ...right('rtx', 'rtx', 3, (connection) => connection % 12),
      tone: (connection) => (connection % 12 > 3 ? 'bad' : 'normal'),
    },
    left('end', 'end', 5, session.ending),
    { ...right('duration', 'duration', 8, (connection) => connection % 60), shownAtFirst: false },
  ];
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
  const facts: Message[] = messages.map(({ side, text, gap }, number) => ({
    number,
    side,
    micros: START + number * 36_000,
    endMicros: START + number * 36_000 + 500,
    wait: number === 0 ? null : 35_500,
    size: bytes[number].length,
    missing: gap?.length ?? 0,
    offset: 0,
    preview: text.split('\r\n')[0].replace(/[^\x20-\x7e]/g, '.'),
    firstPacket: 4 + number * 10,
    lastPacket: 8 + number * 10,
  }));
  return {
    messages: facts,
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
