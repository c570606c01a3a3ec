/**
 * TLS that starts in the middle of a protocol: what both ends say in clear until they agree on it, or go on without. PostgreSQL
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL), MySQL
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html), SMTP (RFC 3207), IMAP and POP3
 * (RFC 2595), FTP (RFC 4217).
 */
import type net from 'node:net';

/** `both`: TLS on both legs, `client`: on the client's alone, `refuse`: nobody gets it. */
export type StartTls = 'both' | 'client' | 'refuse';

export interface ClearPhaseObserver {
  /** Bytes went on to the other side. `answered`: they are the proxy's own. */
  passed(side: 0 | 1, bytes: Buffer, answered: boolean): void;
}

export type ClearPhaseEnd =
  /** Both go on in clear, or have gone. */
  { kind: 'clear' } | { kind: 'TLS'; protocol: 'PostgreSQL' | 'MySQL' | 'text'; legs: 'both' | 'client' };

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
/** Capability flags of MySQL's handshake. */
const CLIENT_SSL = 0x800;
/** Length of MySQL's SSLRequest without its header. */
const MYSQL_SSL_REQUEST = 32;
/** What both may say in clear; then they are left alone. */
const MOST_BYTES = 65_536;

type Protocol = 'unknown' | 'PostgreSQL' | 'MySQL' | 'text';

/** Resolves when TLS is to begin, or never will. What was read and not passed on is left to be read again. */
export function clearPhase(
  client: net.Socket,
  server: net.Socket,
  policy: StartTls,
  observer: ClearPhaseObserver,
): Promise<ClearPhaseEnd> {
  return new Promise((resolve) => {
    const phase = new ClearPhase([client, server], policy, observer, (end) => {
      client.off('data', fromClient).off('end', gone).off('close', gone).pause();
      server.off('data', fromServer).off('end', gone).off('close', gone).pause();
      resolve(end);
    });
    const fromClient = (bytes: Buffer): void => phase.take(0, bytes);
    const fromServer = (bytes: Buffer): void => phase.take(1, bytes);
    const gone = (): void => phase.abandon();
    client.on('data', fromClient).on('end', gone).on('close', gone).resume();
    server.on('data', fromServer).on('end', gone).on('close', gone).resume();
  });
}

class ClearPhase {
  readonly #sockets: readonly [net.Socket, net.Socket];
  readonly #policy: StartTls;
  readonly #observer: ClearPhaseObserver;
  readonly #done: (end: ClearPhaseEnd) => void;
  readonly #waiting: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  #protocol: Protocol = 'unknown';
  /** The client's request went on to the server, whose answer is awaited: what it looks like where it is yes. */
  #asked: RegExp | null = null;
  #bytes = 0;
  #isOver = false;

  constructor(
    sockets: readonly [net.Socket, net.Socket],
    policy: StartTls,
    observer: ClearPhaseObserver,
    done: (end: ClearPhaseEnd) => void,
  ) {
    this.#sockets = sockets;
    this.#policy = policy;
    this.#observer = observer;
    this.#done = done;
  }

  take(side: 0 | 1, bytes: Buffer): void {
    this.#waiting[side] = Buffer.concat([this.#waiting[side], bytes]);
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES) this.finish({ kind: 'clear' });
    else if (side === 0) this.#fromClient();
    else this.#fromServer();
  }

  /** One of them has gone, or says no more. */
  abandon(): void {
    for (const side of [0, 1] as const) this.#pass(side, this.#waiting[side].length);
    this.finish({ kind: 'clear' });
  }

  finish(end: ClearPhaseEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#done(end);
    for (const side of [0, 1] as const) {
      if (this.#waiting[side].length > 0) this.#sockets[side].unshift(this.#waiting[side]);
    }
  }

  #fromServer(): void {
    const bytes = this.#waiting[1];
    if (this.#protocol === 'unknown') {
      // Who greets first is MySQL, whose packets are numbered from 0, or speaks in lines.
      this.#protocol = bytes.length > 4 && bytes[3] === 0 && bytes[4] === 10 ? 'MySQL' : 'text';
    }
    if (this.#protocol === 'MySQL') this.#greeting(bytes);
    else if (this.#protocol === 'PostgreSQL' || bytes.includes(10)) this.#answered(bytes);
  }

  #answered(bytes: Buffer): void {
    this.#pass(1, bytes.length);
    if (this.#asked === null) return;
    const isAgreed = this.#asked.test(bytes.toString('latin1'));
    this.#asked = null;
    if (isAgreed) this.finish({ kind: 'TLS', protocol: this.#protocol as 'PostgreSQL' | 'text', legs: 'both' });
    else if (this.#protocol === 'PostgreSQL') this.finish({ kind: 'clear' });
  }

  /** Where nobody is to get TLS, MySQL's server does not say that it speaks it. */
  #greeting(bytes: Buffer): void {
    if (bytes.length < 4 || bytes.length < 4 + bytes.readUIntLE(0, 3)) return;
    // Behind protocol and version: thread (4), salt (8), a zero.
    const flags = bytes.indexOf(0, 5) + 1 + 4 + 8 + 1;
    if (this.#policy === 'refuse') bytes.writeUInt16LE(bytes.readUInt16LE(flags) & ~CLIENT_SSL, flags);
    this.#pass(1, bytes.length);
  }

  #fromClient(): void {
    if (this.#asked !== null) return;
    if (this.#protocol === 'unknown' || this.#protocol === 'PostgreSQL') this.#postgres();
    else if (this.#protocol === 'MySQL') this.#mysql();
    else this.#lines();
  }

  #postgres(): void {
    const bytes = this.#waiting[0];
    if (bytes.length < 8) {
      // Its length, 8, comes first.
      if (!Buffer.from([0, 0, 0, 8]).subarray(0, bytes.length).equals(bytes.subarray(0, 4)))
        this.finish({ kind: 'clear' });
      return;
    }
    const code = bytes.readUInt32BE(0) === 8 ? bytes.readUInt32BE(4) : 0;
    if (code !== SSL_REQUEST && code !== GSS_REQUEST) {
      this.finish({ kind: 'clear' });
      return;
    }
    this.#protocol = 'PostgreSQL';
    if (code === GSS_REQUEST || this.#policy === 'refuse') {
      this.#answer(8, 'N');
      if (this.#waiting[0].length > 0) this.#postgres();
    } else if (this.#policy === 'client') {
      this.#answer(8, 'S');
      this.finish({ kind: 'TLS', protocol: 'PostgreSQL', legs: 'client' });
    } else {
      this.#asked = /^S/;
      this.#pass(0, 8);
    }
  }

  #mysql(): void {
    const bytes = this.#waiting[0];
    if (bytes.length < 8) return;
    const isRequest = bytes.readUIntLE(0, 3) === MYSQL_SSL_REQUEST && (bytes.readUInt32LE(4) & CLIENT_SSL) !== 0;
    if (!isRequest) this.finish({ kind: 'clear' });
    else if (bytes.length >= 4 + MYSQL_SSL_REQUEST) {
      // Always on both legs: packets are numbered, and a target that never saw this one would count otherwise.
      this.#pass(0, 4 + MYSQL_SSL_REQUEST);
      this.finish({ kind: 'TLS', protocol: 'MySQL', legs: 'both' });
    }
  }

  #lines(): void {
    for (let end = this.#waiting[0].indexOf(10); end >= 0 && this.#asked === null; end = this.#waiting[0].indexOf(10)) {
      const line = this.#waiting[0].toString('latin1', 0, end + 1);
      const request = TEXT_REQUESTS.find(({ asks }) => asks.test(line));
      const tag = /^\S*/.exec(line)?.[0] ?? '';
      if (request === undefined) this.#pass(0, end + 1);
      else if (this.#policy === 'both') {
        this.#asked = request.agrees;
        this.#pass(0, end + 1);
      } else {
        this.#answer(end + 1, request[this.#policy].replace('TAG', tag));
        if (this.#policy === 'client') {
          this.finish({ kind: 'TLS', protocol: 'text', legs: 'client' });
          return;
        }
      }
      // From here on nobody asks for TLS any more.
      if (/^(?:\S+ )?(?:AUTH|LOGIN|AUTHENTICATE|USER|MAIL)\b/i.test(line) && request === undefined) {
        this.finish({ kind: 'clear' });
        return;
      }
    }
  }

  /** So many bytes of that side go on. */
  #pass(side: 0 | 1, length: number): void {
    if (length === 0) return;
    const bytes = this.#waiting[side].subarray(0, length);
    this.#waiting[side] = this.#waiting[side].subarray(length);
    this.#sockets[1 - side].write(bytes);
    this.#observer.passed(side, bytes, false);
  }

  /** The client's so many bytes get the proxy's own answer. */
  #answer(length: number, text: string): void {
    this.#waiting[0] = this.#waiting[0].subarray(length);
    const bytes = Buffer.from(text, 'latin1');
    this.#sockets[0].write(bytes);
    this.#observer.passed(1, bytes, true);
  }
}

/** How protocols in lines ask for TLS, what says yes, and the answers that the proxy gives itself. */
const TEXT_REQUESTS = [
  {
    asks: /^STARTTLS\r?\n/i,
    agrees: /^220/,
    client: '220 2.0.0 Ready to start TLS\r\n',
    refuse: '454 4.7.0 TLS not available\r\n',
  },
  {
    asks: /^\S+ STARTTLS\r?\n/i,
    agrees: /^\S+ OK/im,
    client: 'TAG OK Begin TLS negotiation now\r\n',
    refuse: 'TAG NO TLS not available\r\n',
  },
  { asks: /^STLS\r?\n/i, agrees: /^\+OK/, client: '+OK Begin TLS\r\n', refuse: '-ERR TLS not available\r\n' },
  {
    asks: /^AUTH (?:TLS|TLS-C|SSL)\r?\n/i,
    agrees: /^234/,
    client: '234 Begin TLS\r\n',
    refuse: '534 TLS not available\r\n',
  },
];

/** What the first bytes of a client say of TLS that cannot be read; null: nothing. */
export function unreadable(bytes: Buffer): string | null {
  const asks = bytes.length === 8 && bytes.readUInt32BE(0) === 8 && bytes.readUInt32BE(4) === SSL_REQUEST;
  return asks ? 'PostgreSQL asks for TLS: what follows is read with --starttls both' : null;
}
