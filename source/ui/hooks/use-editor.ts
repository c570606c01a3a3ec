import { useApp } from 'ink';
import { editBytes } from '../terminal/editor.ts';
import { useDesk } from './use-desk.ts';

/** Opens the user's editor on bytes; `take` gets them once the editor has ended and something was changed or kept. */
export function useEditor(): (bytes: Uint8Array, take: (bytes: Uint8Array) => void) => void {
  const { suspendTerminal } = useApp();
  const desk = useDesk();
  return (bytes, take) => {
    let edited: ReturnType<typeof editBytes> = { problem: 'the editor did not start' };
    suspendTerminal(() => {
      edited = editBytes(bytes);
    }).then(
      () => {
        if ('problem' in edited) desk.say(edited.problem, 'bad');
        else take(edited.bytes);
      },
      (failure: Error) => desk.say(failure.message, 'bad'),
    );
  };
}
