/** The commands of the `:` line that read the capture once more with other cuts: what is left out is not analysed at all. */
import type { CutName } from '../hooks/contexts.ts';
import type { LineCommand } from './line-command.ts';

const cut =
  (name: CutName): LineCommand['run'] =>
  (argument, { cut }) =>
    cut(name, argument.split(/\s+/).filter(Boolean));

export const CUT_LINES: readonly LineCommand[] = [
  {
    name: 'from',
    usage: 'from +12.5s  or  from 2026-01-31T10:05:00',
    help: 'read only what came from this time on; without a time: from the beginning',
    run: cut('from'),
  },
  { name: 'to', usage: 'to +20s', help: 'read only what came up to this time', run: cut('to') },
  {
    name: 'host',
    usage: 'host 10.0.0.7  or  host 10.0.0.0/8 2001:db8::/32',
    help: 'read only what came from or to these hosts; without one: all',
    run: cut('host'),
  },
  {
    name: 'port',
    usage: 'port 443  or  port 80-90 8080',
    help: 'read only what came from or to these ports; without one: all',
    run: cut('port'),
  },
  { name: 'nocut', usage: 'nocut', help: 'read everything again', run: cut('nocut') },
];
