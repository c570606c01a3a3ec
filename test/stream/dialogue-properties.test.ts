/** Whatever way the bytes come, and whatever they are: the same units, all bytes in them, nothing thrown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingNamed } from '../../source/stream/choice.ts';
import { PROTOCOLS } from '../../source/stream/protocols/registry.ts';
import { pgMessage, pgOpening } from './postgresql-bytes.ts';
import { exchangeLines, type Heard, listen, type Said, unitLines } from './spoken.ts';
import { clientHello, record, serverHello } from './tls-bytes.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: t\r\n\r\n';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Conversations, turn by turn, the client first unless a turn begins with ">". */
const SPOKEN: Record<string, readonly string[]> = {
  http: [
    GET + GET,
    `${CHUNKED}HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nabcde`,
    'POST /b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody',
    'HTTP/1.0 200 OK\r\n\r\nto the end',
  ],
  tls: [
    text(record(22, clientHello({ serverName: 'shop.test' }))),
    text(record(22, serverHello(0x0304, 0x1301))) +
      text(record(20, Uint8Array.of(1))) +
      text(record(23, new Uint8Array(300))),
    text(record(23, new Uint8Array(53))) + text(record(23, new Uint8Array(90))),
    text(record(23, new Uint8Array(2000))),
  ],
  redis: [
    '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n',
    `$2000\r\n${'v'.repeat(2000)}\r\n+PONG\r\n`,
    '*2\r\n$4\r\nKEYS\r\n$1\r\n*\r\n',
    '*2\r\n*1\r\n:1\r\n$-1\r\n',
  ],
  postgresql: [
    pgOpening(196_608, 'user\0me\0\0'),
    pgMessage('R', '\0\0\0\0') + pgMessage('Z', 'I'),
    pgMessage('Q', `SELECT '${'x'.repeat(2000)}'\0`),
    pgMessage('T', `\0\x01c\0${'\0'.repeat(18)}`) +
      pgMessage('D', '\0\x01\0\0\0\x011') +
      pgMessage('C', 'SELECT 1\0') +
      pgMessage('Z', 'I'),
  ],
  smtp: [
    '>220 mx ESMTP\r\n',
    'EHLO me\r\n',
    '250-mx\r\n250 SIZE\r\n',
    'DATA\r\n',
    '354 go on\r\n',
    'Subject: s\r\n\r\none\r\n..two\r\n.\r\n',
    '250 ok\r\n',
  ],
  imap: [
    '>* OK ready\r\n',
    'a1 LOGIN me {3}\r\npwd\r\n',
    'a1 OK done\r\n',
    'a2 FETCH 1 BODY[]\r\n',
    '* 1 FETCH (BODY[] {10}\r\n0123456789)\r\na2 OK done\r\n',
  ],
  pop3: ['>+OK ready\r\n', 'USER me\r\n', '+OK\r\n', 'RETR 1\r\n', '+OK 5\r\ntext\r\n.\r\n'],
  ftp: ['>220 ready\r\n', 'USER me\r\n', '331 password\r\n', 'RETR f\r\n', '150 opening\r\n226 done\r\n'],
};

function turns(name: string): Said[] {
  let side: 'a' | 'b' = 'b';
  return SPOKEN[name].map((turn) => {
    const byServer = turn.startsWith('>');
    side = byServer ? 'b' : side === 'a' ? 'b' : 'a';
    return [side, byServer ? turn.slice(1) : turn] as const;
  });
}

/** Each turn in pieces, all of which come at the same moment. */
const cut = (said: readonly Said[], places: readonly number[]): Said[] =>
  said.flatMap(([who, what]) => {
    const whole = what as string;
    const cuts = [0, ...places.map((place) => place % whole.length).sort((one, other) => one - other), whole.length];
    return cuts.slice(1).map((end, at): Said => [who, whole.slice(cuts[at], end), at === 0 ? 1000 : 0]);
  });

/** Units of a side follow each other and hold every byte. */
function expectAllBytes({ units }: Heard, said: readonly Said[]): void {
  for (const [side, who] of (['a', 'b'] as const).entries()) {
    const sent = said
      .filter(([from]) => from === who)
      .reduce((sum, [, what]) => sum + (typeof what === 'object' && 'gap' in what ? what.gap : what.length), 0);
    let reached = 0;
    for (const unit of units.filter((one) => one.side === side)) {
      expect(unit.offset).toBe(reached);
      reached += unit.size;
    }
    expect(reached).toBe(sent);
  }
}

describe.each(Object.keys(SPOKEN))('%s', (name) => {
  it('is recognised on any port', () => {
    expect(listen(turns(name)).dialogue.protocol?.name).toBe(name);
    expect(listen(turns(name), { ports: [5, 4], client: undefined }).dialogue.protocol?.name).toBe(name);
  });

  it('gives the same units and exchanges however its bytes are cut', () => {
    const whole = listen(turns(name));
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 12 }), (places) => {
        const said = cut(turns(name), places);
        const heard = listen(said);
        expect(unitLines(heard)).toEqual(unitLines(whole));
        expect(exchangeLines(heard)).toEqual(exchangeLines(whole));
        expectAllBytes(heard, said);
      }),
    );
  });

  it('takes any damage', () => {
    const damage = fc.record({
      turn: fc.nat(10),
      at: fc.nat(3000),
      length: fc.nat(40),
      how: fc.constantFrom('gap', 'noise', 'lost'),
    });
    fc.assert(
      fc.property(
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.uint8Array({ maxLength: 40 }),
        (damages, noise) => {
          const said = turns(name).flatMap(([who, what], turn): Said[] => {
            const hit = damages.find((one) => one.turn === turn);
            const whole = what as string;
            if (hit === undefined) return [[who, whole]];
            const [before, after] = [
              whole.slice(0, hit.at % whole.length),
              whole.slice((hit.at % whole.length) + hit.length),
            ];
            const middle: Said[] =
              hit.how === 'gap' ? [[who, { gap: hit.length + 1 }]] : hit.how === 'noise' ? [[who, noise]] : [];
            return [[who, before], ...middle, [who, after]];
          });
          expectAllBytes(listen(said), said);
          for (const protocol of PROTOCOLS)
            expectAllBytes(listen(said, { choice: { kind: 'protocol', protocol } }), said);
        },
      ),
    );
  });
});

describe('any bytes', () => {
  const forms = [
    '',
    'turns',
    'pieces',
    'silence:1',
    'line',
    'length:2',
    'delimiter:0d0a',
    ...PROTOCOLS.map(({ name }) => name),
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(...Object.values(SPOKEN).flat()).map((turn) => Buffer.from(turn, 'latin1')),
  );
  const said = fc.array(
    fc.tuple(
      fc.constantFrom('a' as const, 'b' as const),
      fc.oneof(bytes, fc.record({ gap: fc.integer({ min: 1, max: 100 }) })),
    ),
    { maxLength: 20 },
  );

  it('end up in units, whole or not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...forms), said, (form, pieces) => {
        const reading = readingNamed(form);
        if (typeof reading === 'string') throw new Error(reading);
        const heard = listen(pieces, reading);
        expectAllBytes(heard, pieces);
        for (const unit of heard.units) expect(unit.state).not.toBe('open');
        for (const exchange of heard.exchanges) expect(exchange.state).not.toBe('waiting');
        expect(heard.dialogue.waiting).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
