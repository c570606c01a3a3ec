/**
 * --help. Loaded only when asked for: reports and screens start without it.
 */
import meow from 'meow';
import packageFacts from '../../package.json' with { type: 'json' };
import { helpText } from './help.ts';

/** What the program is, then the help, ready to be printed. */
export function aboutText(): string {
  return meow(helpText(), {
    importMeta: import.meta,
    pkg: packageFacts,
    argv: [],
    autoHelp: false,
    autoVersion: false,
  }).help;
}
