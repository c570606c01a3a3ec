import { describe, expect, it } from 'vitest';
import { http1 } from '../../source/stream/framers/http1.ts';
import { ConversationFixture } from './conversation-fixture.ts';

const never = new AbortController().signal;
const talk = () =>
  new ConversationFixture().handshake().a('GET /nee').a('dle HTTP').b('a Needle, a needle').a('last needle');

describe('search', () => {
  it('finds text over the border of packets, then on from there', async () => {
    const { conversation } = talk();
    const text = { kind: 'text', text: 'needle' } as const;
    expect(await conversation.search(text, { message: 0, offset: 0 }, false, never)).toEqual({
      message: 0,
      offset: 5,
      length: 6,
    });
    expect(await conversation.search(text, { message: 0, offset: 6 }, false, never)).toEqual({
      message: 1,
      offset: 2,
      length: 6,
    });
    expect(await conversation.search(text, { message: 2, offset: 6 }, false, never)).toBeNull();
  });

  it('minds case when the text has a capital', async () => {
    const { conversation } = talk();
    const found = await conversation.search({ kind: 'text', text: 'Needle' }, { message: 0, offset: 0 }, false, never);
    expect(found).toEqual({ message: 1, offset: 2, length: 6 });
  });

  it('goes backwards', async () => {
    const { conversation } = talk();
    const text = { kind: 'text', text: 'needle' } as const;
    expect(await conversation.search(text, { message: 2, offset: 4 }, true, never)).toEqual({
      message: 1,
      offset: 12,
      length: 6,
    });
    expect(await conversation.search(text, { message: 1, offset: 11 }, true, never)).toEqual({
      message: 1,
      offset: 2,
      length: 6,
    });
  });

  it('finds bytes, but not across a gap', async () => {
    const { conversation } = new ConversationFixture().handshake().a('\x00\x01').a('\x02\x03', { seq: 1013 });
    const from = { message: 0, offset: 0 };
    expect(await conversation.search({ kind: 'bytes', bytes: Uint8Array.of(2, 3) }, from, false, never)).toMatchObject({
      offset: 12,
    });
    expect(await conversation.search({ kind: 'bytes', bytes: Uint8Array.of(1, 2) }, from, false, never)).toBeNull();
  });

  it('finds matches over the border of what is read at a time', async () => {
    const filler = Buffer.alloc(2 ** 20 - 3, '.');
    const { conversation } = new ConversationFixture().handshake().a(Buffer.concat([filler, Buffer.from('needle')]));
    const text = { kind: 'text', text: 'needle' } as const;
    expect(await conversation.search(text, { message: 0, offset: 0 }, false, never)).toMatchObject({
      offset: filler.length,
    });
    expect(await conversation.search(text, { message: 0, offset: 2 ** 21 }, true, never)).toMatchObject({
      offset: filler.length,
    });
  });

  it('stops when asked to', async () => {
    const { conversation } = talk();
    const text = { kind: 'text', text: 'x' } as const;
    await expect(conversation.search(text, { message: 0, offset: 0 }, false, AbortSignal.abort())).rejects.toThrow(
      'abort',
    );
  });
});

describe('framed units', () => {
  it('cuts a turn of two requests into two messages', async () => {
    const get = (path: string) => `GET ${path} HTTP/1.1\r\n\r\n`;
    const fixture = new ConversationFixture()
      .handshake()
      .a(get('/1'))
      .a(get('/2'))
      .b('HTTP/1.1 204 No Content\r\n\r\n');
    const framed = await fixture.conversation.framed(http1, never);
    expect(framed.messages.map(({ preview, size, firstPacket, wait }) => [preview, size, firstPacket, wait])).toEqual([
      ['GET /1 HTTP/1.1', 19, 4, null],
      ['GET /2 HTTP/1.1', 19, 5, 0],
      ['HTTP/1.1 204 No Content', 27, 6, 1000],
    ]);
    expect(await framed.pieces(1, 0, 5)).toEqual([
      { kind: 'bytes', offset: 0, bytes: Buffer.from('GET /'), packet: 5 },
    ]);
    expect((await framed.decode(1))?.lines).toEqual(['GET /2 HTTP/1.1']);
  });
});
