/** Where everything lies, and the rules: the host calls `configure` before anything else. */
import { Settings } from './generated/settings';

export let settings = changetype<Settings>(0);

export function configure(at: usize): void {
  settings = changetype<Settings>(at);
}
