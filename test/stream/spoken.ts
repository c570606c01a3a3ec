/** A dialogue as a test writes it down: who says what, and what the layer makes of it. */

import { Dialogue, type DialogueOptions } from '../../source/stream/dialogue.ts';
import type { Protocol } from '../../source/stream/protocol.ts';
import type { Exchange, Unit } from '../../source/stream/unit.ts';
import { waitOf } from '../../source/stream/unit.ts';

/** The side, what it sends, and µs since the piece before; `gap`: bytes that were not captured. */
export type Said = readonly ['a' | 'b', string | Uint8Array | { gap: number }, number?];

export interface Heard {
  units: Unit[];
  exchanges: Exchange[];
  dialogue: Dialogue;
}

export function listen(said: readonly Said[], options: Partial<DialogueOptions> = {}): Heard {
  const units: Unit[] = [];
  const exchanges: Exchange[] = [];
  const heard = {
    began: (unit: Unit) => units.push(unit),
    exchanged: (exchange: Exchange) => exchanges.push(exchange),
  };
  const dialogue = new Dialogue({ ports: [40_000, 9], client: 0, heard, ...options });
  let micros = 0;
  for (const [index, [who, what, after = 1000]] of said.entries()) {
    micros += after;
    const side = who === 'a' ? 0 : 1;
    if (typeof what === 'string') dialogue.bytes(side, Buffer.from(what, 'latin1'), micros, index + 1);
    else if ('gap' in what) dialogue.gap(side, what.gap, micros, index + 1);
    else dialogue.bytes(side, what, micros, index + 1);
  }
  dialogue.finish();
  return { units, exchanges, dialogue };
}

export const reading = (protocol: Protocol): Partial<DialogueOptions> => ({ choice: { kind: 'protocol', protocol } });

/** "a http request 'GET /x' 18" for each unit; what is missing of it, and whether it is cut, after that. */
export function unitLines({ units }: Heard): string[] {
  return units.map(({ side, protocol, kind, words, size, missing, state }) => {
    const damage = `${missing > 0 ? ` -${missing}` : ''}${state === 'whole' ? '' : ` ${state}`}`;
    return `${'ab'[side]} ${protocol} ${kind} '${words}' ${size}${damage}`;
  });
}

/** "GET /x → 200 OK [200] wait 1000" for each exchange that is over. */
export function exchangeLines({ exchanges }: Heard): string[] {
  return exchanges.map((exchange) => {
    const { request, reply, status, failed, state } = exchange;
    const answer =
      reply === null ? state : `${reply.words} [${status ?? ''}${failed ? ' failed' : ''}] wait ${waitOf(exchange)}`;
    return `${request.words} → ${answer}${state === 'done' || reply === null ? '' : ` ${state}`}`;
  });
}
