import { describe, expect, it } from 'vitest';
import { AUTOMATIC } from '../../source/stream/choice.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { ConversationFixture } from './conversation-fixture.ts';

describe('turns', () => {
  it('joins what one side sends until the other speaks', async () => {
    const fixture = new ConversationFixture().handshake().a('GET ').a('/\r\n').b('200 ').b('OK').a('BYE');
    expect(await fixture.turns()).toBe('a:GET /\r\n b:200 OK a:BYE');
  });

  it('tells times, wait, size and packets of a turn', () => {
    const fixture = new ConversationFixture()
      .handshake()
      .a('ask', { at: 10_000 })
      .b('an', { at: 50_000 })
      .b('swer', { at: 52_000 });
    expect(fixture.conversation.messages[1]).toEqual({
      number: 1,
      side: 1,
      protocol: 'turns',
      kind: 'bytes',
      role: 'talk',
      status: null,
      failed: false,
      state: 'open',
      micros: 50_000,
      endMicros: 52_000,
      wait: 40_000,
      size: 6,
      missing: 0,
      offset: 0,
      host: null,
      words: 'answer',
      firstPacket: 5,
      lastPacket: 6,
    });
    expect(fixture.conversation.messages[0].wait).toBeNull();
  });

  it('shows retransmitted bytes once and keeps the first copy', async () => {
    const fixture = new ConversationFixture().handshake().a('hello').a('HELLO world', { seq: 1001 }).b('ok');
    expect(await fixture.turns()).toBe('a:hello world b:ok');
  });

  it('does not start a turn for a retransmission after the answer', async () => {
    const fixture = new ConversationFixture().handshake().a('ask').b('answer').a('ask', { seq: 1001 });
    expect(await fixture.turns()).toBe('a:ask b:answer');
  });

  it('puts segments that came out of order in their place', async () => {
    const fixture = new ConversationFixture()
      .handshake()
      .a('a', { seq: 1001 })
      .a('c', { seq: 1003 })
      .a('b', { seq: 1002 });
    expect(await fixture.turns()).toBe('a:abc');
    expect(fixture.conversation.messages[0]).toMatchObject({ size: 3, missing: 0 });
  });

  it('fills a hole over the border of two turns', async () => {
    const fixture = new ConversationFixture().handshake().a('ab', { seq: 1001 }).b('x').a('gh', { seq: 1007 });
    fixture.a('cdef', { seq: 1003 });
    expect(await fixture.turns()).toBe('a:ab b:x a:cdefgh');
    expect(fixture.conversation.messages[2]).toMatchObject({ size: 6, missing: 0, words: 'cdefgh' });
  });

  it('leaves a gap where the capture has none', async () => {
    const fixture = new ConversationFixture()
      .handshake()
      .a('begin')
      .a('end', { seq: 1001 + 10 });
    expect(await fixture.turns()).toBe('a:begin[5 missing]end');
    expect(fixture.conversation.messages[0]).toMatchObject({ size: 13, missing: 5 });
  });

  it('knows of bytes that only the acknowledgement tells', async () => {
    const fixture = new ConversationFixture().handshake().b('answer', { ack: 1101 });
    expect(await fixture.turns()).toBe('a:[100 missing] b:answer');
  });

  it('takes an acknowledged FIN that was not captured for no data', async () => {
    const fixture = new ConversationFixture().handshake().a('x').b('y', { ack: 1003 });
    expect(await fixture.turns()).toBe('a:x b:y');
  });

  it('takes SYN and FIN for no data, and data on a SYN for data', async () => {
    const fixture = new ConversationFixture()
      .a('fast', { flags: TcpFlag.syn })
      .a('!', { flags: TcpFlag.fin | TcpFlag.ack });
    fixture.a(undefined, { flags: TcpFlag.ack });
    expect(await fixture.turns()).toBe('a:fast!');
  });

  it('takes no keep-alive byte for data', async () => {
    const fixture = new ConversationFixture().handshake().a('ask').b('ok').a('\0', { seq: 1003 }).a('', { seq: 1003 });
    expect(await fixture.turns()).toBe('a:ask b:ok');
  });

  it('starts at the first sequence number without a SYN', async () => {
    const fixture = new ConversationFixture([77, 99]).a('middle').b('of it').a('all');
    expect(await fixture.turns()).toBe('a:middle b:of it a:all');
    expect(fixture.conversation.messages[0].offset).toBe(0);
  });

  it('goes on when the sequence number wraps', async () => {
    const fixture = new ConversationFixture([2 ** 32 - 4, 0]).handshake().a('12345').a('678', { seq: 2 }).b('ok');
    expect(await fixture.turns()).toBe('a:12345678 b:ok');
  });

  it('does not believe one segment from far off, but two', async () => {
    const far = 1001 + 2 ** 30;
    const stray = new ConversationFixture().handshake().a('x').a('forged', { seq: far }).a('y', { seq: 1002 });
    expect(await stray.turns()).toBe('a:xy');
    const jump = new ConversationFixture()
      .handshake()
      .a('x')
      .a('one', { seq: far })
      .a('two', { seq: far + 3 });
    expect(await jump.turns()).toBe(`a:x[${2 ** 30 + 2} missing]two`);
  });

  it('says what the snaplen cut, and what is no longer kept', async () => {
    const fixture = new ConversationFixture().handshake().a('0123456789', { captured: 4 }).a('next');
    fixture.forget(5);
    expect(await fixture.turns()).toBe('a:0123[10 missing]');
    expect(fixture.conversation.notes).toEqual([
      '6 payload bytes were not captured (snaplen)',
      'some packets are no longer kept',
    ]);
  });

  it('ignores the payload of a reset', async () => {
    const fixture = new ConversationFixture()
      .handshake()
      .a('x')
      .b('why', { flags: TcpFlag.rst | TcpFlag.ack });
    expect(await fixture.turns()).toBe('a:x');
  });
});

describe('units', () => {
  it('are cut out of a turn, each with its own packets and times', async () => {
    const get = (path: string) => `GET ${path} HTTP/1.1\r\n\r\n`;
    const fixture = new ConversationFixture([1000, 5000], AUTOMATIC)
      .handshake()
      .a(get('/1'))
      .a(get('/2'))
      .b('HTTP/1.1 204 No Content\r\n\r\n');
    const { conversation } = fixture;
    conversation.finish();
    expect(conversation.spoken).toBe('HTTP/1');
    expect(conversation.messages.map(({ words, size, firstPacket, wait }) => [words, size, firstPacket, wait])).toEqual(
      [
        ['GET /1', 19, 4, null],
        ['GET /2', 19, 5, 1000],
        ['204 No Content', 27, 6, 1000],
      ],
    );
    expect(await conversation.pieces(1, 0, 5)).toEqual([
      { kind: 'bytes', offset: 0, bytes: Buffer.from('GET /'), packet: 5 },
    ]);
    expect((await conversation.decode(1))?.lines).toEqual(['GET /2 HTTP/1.1']);
  });
});
