/** Conversations recorded from real servers (test/fixtures/recorder/servers.py): every unit, exchange and decoded reply. */
import { afterEach, describe, expect, it } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import type { Session } from '../../source/session/session.ts';
import { until } from '../../source/session/until.ts';
import type { Conversation } from '../../source/stream/conversation.ts';
import { openSession } from './sessions.ts';

let session: Session;

afterEach(() => session.close());

async function conversationOf(capture: string, row: number): Promise<Conversation> {
  session = await openSession(`test/fixtures/${capture}.pcap`);
  await until(session, () => session.progress.state === 'done');
  const conversation = session.conversation(asRow(row));
  await until(session, () => conversation.complete);
  return conversation;
}

/** "a request 73: GET /" for each unit; all are whole. */
async function units(capture: string, row: number): Promise<string[]> {
  const { messages } = await conversationOf(capture, row);
  expect(messages.every(({ state, missing }) => state === 'whole' && missing === 0)).toBe(true);
  return messages.map(({ side, kind, size, words }) => `${'ab'[side]} ${kind} ${size}: ${words}`);
}

/** "GET / → 200 73>744" for each exchange of the capture. */
async function exchanges(capture: string, count: number): Promise<string[]> {
  session = await openSession(`test/fixtures/${capture}.pcap`);
  const list = session.exchanges;
  await until(session, () => list.count === count);
  return Array.from({ length: count }, (_, place) => {
    const { words, status, failed, state, requestBytes, replyBytes } = list.at(place);
    expect(state).toBe('done');
    return `${words} → ${status}${failed ? ' failed' : ''} ${requestBytes}>${replyBytes}`;
  });
}

describe('nginx', () => {
  it('units', async () => {
    expect(await units('nginx', 0)).toEqual([
      'a request 73: GET /',
      'b reply 744: 200 OK',
      'a request 115: GET /',
      'b reply 314: 200 OK',
      'a request 74: HEAD /',
      'b reply 238: 200 OK',
      'a request 85: GET /missing?id=7',
      'b reply 308: 404 Not Found',
      'a request 149: POST /',
      'b reply 314: 405 Not Allowed',
    ]);
  });

  it('exchanges', async () => {
    expect(await exchanges('nginx', 5)).toEqual([
      'GET / → 200 73>744',
      'GET / → 200 115>314',
      'HEAD / → 200 74>238',
      'GET /missing?id=7 → 404 failed 85>308',
      'POST / → 405 failed 149>314',
    ]);
  });

  it('shows a chunked gzip reply as the page it is', async () => {
    const conversation = await conversationOf('nginx', 0);
    const decoded = await conversation.decode(3);
    expect(decoded?.lines).toContain('Content-Encoding: gzip');
    expect(decoded?.lines.slice(-3)).toEqual(['    </p>', '  </body>', '</html>']);
    expect(Buffer.from((await conversation.body(3))?.bytes ?? []).length).toBe(506);
  });
});

describe('redis', () => {
  it('units', async () => {
    expect(await units('redis', 3)).toEqual(['a command 41: LRANGE list', 'b reply 33: one two three']);
  });

  it('exchanges', async () => {
    expect(await exchanges('redis', 6)).toEqual([
      'SET k → OK 31>5',
      'GET k → null 20>11',
      'RPUSH list → null 54>4',
      'LRANGE list → null 41>33',
      'INCR k → ERROR ERR failed 21>46',
      'GET nothing → null 26>5',
    ]);
  });
});

describe('postgresql', () => {
  it('units', async () => {
    expect(await units('postgresql', 0)).toEqual([
      'a opening 8: SSLRequest',
      'b answer 1: N: no',
      'a opening 63: startup user postgres, database postgres',
      'b reply 414: logged in',
      'a query 45: CREATE TABLE orders (id int, name text)',
      'b reply 24: CREATE TABLE',
      "a query 53: INSERT INTO orders VALUES (1, 'one'), (2, NULL)",
      'b reply 22: INSERT 0 2',
      'a query 39: SELECT * FROM orders WHERE id > 0',
      'b reply 106: SELECT 2',
      'a query 27: SELECT * FROM nothere',
      'b reply 113: ERROR 42P01 relation "nothere" does not exist',
      'a Terminate 5: Terminate',
    ]);
  });

  it('exchanges', async () => {
    expect(await exchanges('postgresql', 6)).toEqual([
      'SSLRequest → no 8>1',
      'startup user postgres, database postgres → null 63>414',
      'CREATE TABLE orders (id int, name text) → CREATE TABLE 45>24',
      "INSERT INTO orders VALUES (1, 'one'), (2, NULL) → INSERT 0 2 53>22",
      'SELECT * FROM orders WHERE id > 0 → SELECT 2 39>106',
      'SELECT * FROM nothere → ERROR 42P01 failed 27>113',
    ]);
  });
});

describe('SMTP (aiosmtpd)', () => {
  it('units', async () => {
    expect(await units('smtp', 1)).toEqual([
      'b reply 33: 220 localhost Python SMTP 1.4.3',
      'a command 13: EHLO client',
      'b reply 39: 250 localhost',
      'a command 28: MAIL FROM:<me@example.org>',
      'b reply 8: 250 OK',
      'a command 27: RCPT TO:<you@example.org>',
      'b reply 8: 250 OK',
      'a command 6: DATA',
      'b reply 37: 354 End data with <CR><LF>.<CR><LF>',
      'a message 217: message "a greeting"',
      'b reply 8: 250 OK',
      'a command 6: QUIT',
      'b reply 9: 221 Bye',
    ]);
  });

  it('exchanges', async () => {
    expect(await exchanges('smtp', 6)).toEqual([
      'EHLO client → 250 13>39',
      'MAIL FROM:<me@example.org> → 250 28>8',
      'RCPT TO:<you@example.org> → 250 27>8',
      'DATA → 354 6>37',
      'message "a greeting" → 250 217>8',
      'QUIT → 221 6>9',
    ]);
  });
});
