import type { PacketList, PacketRow } from '../../session/session.ts';
import type { Handlers } from '../keys/command-stack.ts';
import { flagLetters } from '../panes/packet-rows.ts';
import { useKept, useMemory } from './contexts.ts';
import { useDesk } from './use-desk.ts';

/** Searching the packets of one side (null: of both) for a number, flags or marks, onwards and back, round the list's end. */
export function usePacketSearch(
  packets: PacketList,
  side: 0 | 1 | null,
  row: number,
  show: (row: number) => void,
): Handlers {
  const desk = useDesk();
  const history = useMemory<string[]>('packet-search.history', []);
  const [wanted, setWanted] = useKept<string | null>('packet-search.wanted', null);
  const look = (text: string, step: number) => {
    const { count } = packets;
    for (let turn = 1; turn <= count; turn++) {
      const at = (row + step * turn + count) % count;
      const packet = packets.at(at);
      if ((side !== null && packet.side !== side) || !matches(packet, text)) continue;
      const round = step > 0 ? at < row : at > row;
      if (at === row) desk.say(`only here: "${text}"`);
      else if (round) desk.say(`going on from the other end: "${text}"`);
      return show(at);
    }
    desk.say(packets.complete ? `not found: "${text}"` : `not found so far: "${text}"`, 'warning');
  };
  const again = (step: number) => () => {
    if (wanted === null) desk.say('nothing searched for yet: / and a mark, flags or a packet number', 'warning');
    else look(wanted, step);
  };
  return {
    search: () =>
      desk.ask({
        label: 'search:',
        initial: '',
        history,
        hint: 'a mark (retrans, zero window), flags (S, F, R), or a packet number   n N next, previous',
        accept: (text) => {
          if (text === '') return;
          setWanted(text);
          look(text, 1);
        },
      }),
    nextMatch: again(1),
    previousMatch: again(-1),
  };
}

/** A number is the packet's, capitals alone are flags, anything else is looked for in the marks. */
function matches(packet: PacketRow, text: string): boolean {
  if (/^\d+$/.test(text)) return packet.number === Number(text);
  if (/^[FSRPUEW.]+$/.test(text)) return [...text].every((letter) => flagLetters(packet.flags).includes(letter));
  return packet.marks.some((mark) => mark.toLowerCase().includes(text.toLowerCase()));
}
