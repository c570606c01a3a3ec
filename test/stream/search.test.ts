import { describe, expect, it } from 'vitest';
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
    conversation.finish();
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
