import { useCommandsInForce } from '../hooks/use-commands.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { type Binding, bindingsOf, keyName } from '../keys/table.ts';
import { cells } from '../terminal/width.ts';
import { Line } from './line.tsx';

/** Rows of the table that stay in the footer when there is room for little else. */
const KEPT = new Set(['help', 'back']);

/** The keys of the view in force, as many as fit; help and back always. */
export function Footer({ width }: { width: number }) {
  const stack = useCommandsInForce();
  const theme = useTheme();
  const offered = bindingsOf(stack.view).filter((binding) => binding.footer && stack.handles(binding.command));
  const shown = chooseFitting(offered, width - 1);
  const text = shown.map((binding) => `${theme.paint('key', keyName(binding.keys[0]))} ${binding.footer}`).join('  ');
  return <Line text={` ${text}`} />;
}

const widthOf = (binding: Binding): number => cells(`${keyName(binding.keys[0])} ${binding.footer}  `);

export function chooseFitting(offered: readonly Binding[], width: number): Binding[] {
  const kept = offered.filter((binding) => KEPT.has(binding.command));
  let room = width - kept.reduce((sum, binding) => sum + widthOf(binding), 0);
  const others = offered.filter((binding) => {
    if (KEPT.has(binding.command)) return false;
    room -= widthOf(binding);
    return room >= 0;
  });
  return [...others, ...kept];
}
