import { Menu, type MenuItem } from '../components/menu.tsx';
import type { CommandStack } from '../keys/command-stack.ts';
import { bindingsOf, type Command } from '../keys/table.ts';

const NOT_LISTED: ReadonlySet<Command> = new Set(['menu', 'escape', 'redraw', 'suspend']);

/** Everything that can be done on the screen as it is now, out of the key table. Moving about is no action. */
export function availableActions(stack: CommandStack): MenuItem[] {
  return bindingsOf(stack.view).flatMap((binding) => {
    const run = stack.handler(binding.command);
    if (run === null || binding.group === 'Move' || NOT_LISTED.has(binding.command)) return [];
    return [{ label: binding.help, stroke: binding.keys[0], note: binding.group, run }];
  });
}

export function ActionsMenu({ items, close }: { items: readonly MenuItem[]; close(): void }) {
  return <Menu title="What can be done here" items={items} close={close} />;
}
