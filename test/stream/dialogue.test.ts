import { describe, expect, it } from 'vitest';
import { readingNamed } from '../../source/stream/choice.ts';
import { postgresql } from '../../source/stream/protocols/postgresql.ts';
import { redis } from '../../source/stream/protocols/redis.ts';
import { pgMessage as message, pgOpening as opening } from './postgresql-bytes.ts';
import { exchangeLines, listen, unitLines } from './spoken.ts';

const GET = 'GET /x HTTP/1.1\r\nHost: h\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc';

function chosen(form: string) {
  const reading = readingNamed(form);
  if (typeof reading === 'string') throw new Error(reading);
  return reading;
}

describe('HTTP/1', () => {
  it('pairs pipelined requests with their replies', () => {
    const heard = listen([
      ['a', GET + GET.replace('/x', '/y')],
      ['b', OK, 5000],
      ['b', OK.replace('200 OK', '404 Not Found'), 2000],
    ]);
    expect(unitLines(heard)).toEqual([
      "a http request 'GET /x' 28",
      "a http request 'GET /y' 28",
      "b http reply '200 OK' 41",
      "b http reply '404 Not Found' 48",
    ]);
    expect(exchangeLines(heard)).toEqual([
      'GET /x → 200 OK [200] wait 5000',
      'GET /y → 404 Not Found [404 failed] wait 7000',
    ]);
  });

  it('knows that HEAD has no body, that 100 Continue is no answer, and chunks', () => {
    const heard = listen([
      ['a', 'POST /u HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n'],
      ['b', 'HTTP/1.1 100 Continue\r\n\r\n'],
      ['a', 'abc'],
      ['b', 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
      ['b', '0\r\n\r\n'],
      ['a', 'HEAD / HTTP/1.1\r\n\r\n'],
      ['b', 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n'],
    ]);
    expect(unitLines(heard).map((line) => line.replace(/ \d+$/, ''))).toEqual([
      "a http request 'POST /u'",
      "b http interim reply '100 Continue'",
      "b http reply '201 Created'",
      "a http request 'HEAD /'",
      "b http reply '200 OK'",
    ]);
    expect(exchangeLines(heard)).toEqual(['POST /u → 201 Created [201] wait 1000', 'HEAD / → 200 OK [200] wait 1000']);
  });

  it('hands a connection over after CONNECT and Upgrade', () => {
    const heard = listen([
      ['a', 'CONNECT h:1 HTTP/1.1\r\n\r\n'],
      ['b', 'HTTP/1.1 200 Connection established\r\n\r\n'],
      ['a', '*1\r\n$4\r\nPING\r\n'],
      ['b', '+PONG\r\n'],
    ]);
    expect(unitLines(heard)).toEqual([
      "a http request 'CONNECT h:1' 24",
      "b http reply '200 Connection established' 39",
      "a redis command 'PING' 14",
      "b redis reply 'PONG' 7",
    ]);
  });

  it('stays in step across a gap in a body, and finds itself again at the next turn after one elsewhere', () => {
    const heard = listen([
      ['a', GET],
      ['b', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'],
      ['b', { gap: 97 }],
      ['a', GET],
      ['b', { gap: 30 }],
      ['b', '\r\n\r\nxyz'],
      ['a', GET],
      ['b', OK],
    ]);
    expect(unitLines(heard)).toEqual([
      "a http request 'GET /x' 28",
      "b http reply '200 OK' 140 -97",
      "a http request 'GET /x' 28",
      "b turns bytes '\\r\\n\\r\\nxyz' 37 -30",
      "a http request 'GET /x' 28",
      "b http reply '200 OK' 41",
    ]);
    expect(exchangeLines(heard)).toEqual([
      'GET /x → 200 OK [200] wait 1000',
      'GET /x → unknown',
      'GET /x → 200 OK [200] wait 1000',
    ]);
  });

  it('picks a connection up that the capture has from its middle only', () => {
    const heard = listen([
      ['b', 'rest of a body'],
      ['a', GET],
      ['b', OK],
    ]);
    expect(exchangeLines(heard)).toEqual(['GET /x → 200 OK [200] wait 1000']);
  });

  it('reports a request without an answer at the end', () => {
    expect(exchangeLines(listen([['a', GET]]))).toEqual(['GET /x → unanswered']);
  });
});

describe('what no protocol takes', () => {
  const said = [
    ['a', 'one'],
    ['a', 'two', 300_000],
    ['b', 'three'],
  ] as const;

  it.each([
    ['turns', ["a turns bytes 'onetwo' 6", "b turns bytes 'three' 5"]],
    ['pieces', ["a pieces bytes 'one' 3", "a pieces bytes 'two' 3", "b pieces bytes 'three' 5"]],
    ['silence:200', ["a silence bytes 'one' 3", "a silence bytes 'two' 3", "b silence bytes 'three' 5"]],
    ['silence:400', ["a silence bytes 'onetwo' 6", "b silence bytes 'three' 5"]],
    ['', ["a turns bytes 'onetwo' 6", "b turns bytes 'three' 5"]],
  ])('is cut as chosen: %s', (form, expected) => {
    expect(unitLines(listen(said, chosen(form)))).toEqual(expected);
  });

  it('is asked and answered turn by turn', () => {
    const heard = listen([...said, ['a', 'four'], ['b', 'five', 7000]], chosen('pieces'));
    expect(exchangeLines(heard)).toEqual(['one → three [] wait 1000', 'four → five [] wait 7000']);
  });

  it('has its own time for each unit', () => {
    const lines = Array.from({ length: 3 }, (_, i) => ['b', `{"n":${i}}\n`, 300_000] as const);
    const { units } = listen([['a', 'subscribe\n', 100], ...lines], chosen('line'));
    expect(units.map(({ micros, wait }) => [micros, wait])).toEqual([
      [100, null],
      [300_100, 300_000],
      [600_100, 300_000],
      [900_100, 300_000],
    ]);
  });
});

describe('Redis', () => {
  it('says what a person would say', () => {
    const heard = listen(
      [
        ['a', '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nhello\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n'],
        ['b', '+OK\r\n$5\r\nhello\r\n'],
        ['a', '*1\r\n$3\r\nFOO\r\n'],
        ['b', "-ERR unknown command 'FOO'\r\n"],
        ['a', '*4\r\n$6\r\nLRANGE\r\n$1\r\nl\r\n$1\r\n0\r\n$2\r\n-1\r\n'],
        ['b', '*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n'],
        ['b', '>3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$2\r\nhi\r\n'],
      ],
      { choice: { kind: 'protocol', protocol: redis } },
    );
    expect(unitLines(heard).at(-1)).toBe("b redis push 'message ch hi' 33");
    expect(exchangeLines(heard)).toEqual([
      'SET k → OK [OK] wait 1000',
      'GET k → hello [] wait 1000',
      "FOO → ERROR ERR unknown command 'FOO' [ERROR ERR failed] wait 1000",
      'LRANGE l → (5 values) [] wait 1000',
    ]);
  });

  it('passes over a long string without keeping it', () => {
    const heard = listen([
      ['a', '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2000000\r\n'],
      ...Array.from({ length: 20 }, () => ['a', 'x'.repeat(100_000)] as const),
      ['a', '\r\n*1\r\n$4\r\nPING\r\n'],
    ]);
    expect(unitLines(heard)).toEqual(["a redis command 'SET k' 2000032", "a redis command 'PING' 14"]);
  });
});

describe('PostgreSQL', () => {
  it('groups what belongs to a query, and names errors', () => {
    const heard = listen([
      ['a', opening(80_877_103)],
      ['b', 'N'],
      ['a', opening(196_608, 'user\0me\0database\0shop\0\0')],
      ['b', message('R', '\0\0\0\0') + message('S', 'server_version\x0015\0') + message('Z', 'I')],
      ['a', message('Q', 'SELECT *\n  FROM orders\0')],
      [
        'b',
        message('T', `\0\x01id\0${'\0'.repeat(18)}`) +
          message('D', '\0\x01\0\0\0\x011') +
          message('C', 'SELECT 1\0') +
          message('Z', 'I'),
      ],
      [
        'a',
        message('P', '\0SELECT * FROM nothere\0\0\0') +
          message('B', '\0\0\0\0\0\0\0\0') +
          message('E', '\0\0\0\0\0') +
          message('S', ''),
      ],
      ['b', message('E', 'SERROR\0VERROR\0C42P01\0Mrelation "nothere" does not exist\0\0') + message('Z', 'I')],
      ['a', message('X', '')],
    ]);
    expect(exchangeLines(heard)).toEqual([
      'SSLRequest → N: no [no] wait 1000',
      'startup user me, database shop → logged in [] wait 1000',
      'SELECT * FROM orders → SELECT 1 [SELECT 1] wait 1000',
      'SELECT * FROM nothere → ERROR 42P01 relation "nothere" does not exist [ERROR 42P01 failed] wait 1000',
    ]);
    expect(heard.dialogue.protocol).toBe(postgresql);
  });
});

describe('lines of mail and files', () => {
  it('reads a mail being sent', () => {
    const heard = listen([
      ['b', '220 mx.test ESMTP\r\n'],
      ['a', 'EHLO me\r\n'],
      ['b', '250-mx.test\r\n250 SIZE\r\n'],
      ['a', 'MAIL FROM:<a@b>\r\n'],
      ['b', '250 ok\r\n'],
      ['a', 'DATA\r\n'],
      ['b', '354 go on\r\n'],
      ['a', 'Subject: hello\r\n\r\ntext\r\n.'],
      ['a', '\r\n'],
      ['b', '550 no such user\r\n'],
      ['a', 'QUIT\r\n'],
      ['b', '221 bye\r\n'],
    ]);
    expect(heard.dialogue.protocol?.name).toBe('smtp');
    expect(exchangeLines(heard)).toEqual([
      'EHLO me → 250 mx.test [250] wait 1000',
      'MAIL FROM:<a@b> → 250 ok [250] wait 1000',
      'DATA → 354 go on [354] wait 1000',
      'message "hello" → 550 no such user [550 failed] wait 1000',
      'QUIT → 221 bye [221] wait 1000',
    ]);
  });

  it('hands over to TLS after STARTTLS', () => {
    const hello = Buffer.from('16030100050100000100', 'hex');
    const heard = listen([
      ['b', '220 mx.test ESMTP\r\n'],
      ['a', 'EHLO me\r\n'],
      ['b', '250 STARTTLS\r\n'],
      ['a', 'STARTTLS\r\n'],
      ['b', '220 go\r\n'],
      ['a', hello],
    ]);
    expect(unitLines(heard).at(-1)).toContain('a tls ClientHello');
  });

  it('tells FTP from SMTP, POP3 from IMAP', () => {
    const name = (said: Parameters<typeof listen>[0]) => listen(said).dialogue.protocol?.name;
    expect(
      name([
        ['b', '220 ready\r\n'],
        ['a', 'USER me\r\n'],
      ]),
    ).toBe('ftp');
    expect(
      name([
        ['b', '+OK ready\r\n'],
        ['a', 'USER me\r\n'],
      ]),
    ).toBe('pop3');
    expect(
      name([
        ['b', '* OK ready\r\n'],
        ['a', 'a1 LOGIN me secret\r\n'],
      ]),
    ).toBe('imap');
    expect(
      listen([
        ['b', '* OK ready\r\n'],
        ['a', 'a1 LOGIN me secret\r\n'],
      ]).units[1].words,
    ).toBe('LOGIN me (…)');
  });
});
