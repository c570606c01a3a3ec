/**
 * --help and --version. Loaded only when asked for: reports and screens start without it.
 */
import meow from 'meow';
import packageFacts from '../../package.json' with { type: 'json' };
import { helpText } from './help.ts';
import type { Request } from './request.ts';

type About = Extract<Request, { kind: 'help' | 'version' }>;

/** The text, ready to be printed. */
export function aboutText(asked: About): string {
  if (asked.kind === 'version') return `tcptrace-tui ${packageFacts.version}\n`;
  const { help } = meow(helpText(), {
    importMeta: import.meta,
    pkg: packageFacts,
    argv: [],
    autoHelp: false,
    autoVersion: false,
  });
  return help;
}
