import type { Handlers } from '../keys/command-stack.ts';
import { useMemory } from './contexts.ts';
import { useCommandStack } from './use-commands.ts';
import { useDesk } from './use-desk.ts';

/** Marks as in vim: `m` and a letter sets one, `'` and the letter jumps there, `''` back to where the last jump came from. */
export function useMarks<T>(list: string, here: T | null, jumpTo: (place: T) => void): Handlers {
  const stack = useCommandStack();
  const desk = useDesk();
  const marks = useMemory(`${list}.marks`, new Map<string, T>());
  return {
    mark: () => {
      if (here === null) return;
      desk.say('mark: type a letter');
      stack.awaitKeystroke((letter) => {
        if ([...letter].length !== 1) return desk.say('a mark is named by one letter', 'warning');
        marks.set(letter, here);
        desk.say(`marked as ${letter}; '${letter} comes back here`);
      });
    },
    jump: () => {
      desk.say(
        `jump to mark: type its letter (${[...marks.keys()].filter((name) => name !== "'").join(' ') || 'none set'})`,
      );
      stack.awaitKeystroke((letter) => {
        const place = marks.get(letter);
        if (place === undefined) return desk.say(`no mark ${letter}`, 'warning');
        if (here !== null) marks.set("'", here);
        desk.say('');
        jumpTo(place);
      });
    },
  };
}
