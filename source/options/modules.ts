/**
 * tcptrace's modules, one word each: -xslice, -xtraffic"-i2", -xhttp8080.
 */

import { didYouMean } from '../quantities/nearest.ts';
import type { TcptraceSwitches } from '../report/request.ts';
import { UsageError } from '../report/usage-error.ts';
import type { Draft } from './draft.ts';

type ModuleName = TcptraceSwitches['modules'][number]['name'];

export const MODULES: readonly { name: ModuleName; form: string; help: string; implies(draft: Draft): void }[] = [
  {
    name: 'slice',
    form: '-xslice"-i15 -tb"',
    help: 'segments, bytes and retransmissions per interval, into slice.dat',
    implies: () => {},
  },
  {
    name: 'traffic',
    form: '-xtraffic"-p80 -i15"',
    help: 'bytes, packets and connections by port, into traffic_byport.dat and traffic_stats.dat',
    implies: ({ switches }) => {
      switches.quiet = true;
    },
  },
  {
    name: 'http',
    form: '-xhttp80',
    help: 'requests and replies with their times, into http.times',
    implies: ({ switches }) => {
      switches.extract = true;
    },
  },
  {
    name: 'realtime',
    form: '-xrealtime',
    help: 'a line for every connection that opens or closes',
    implies: ({ switches }) => {
      switches.quiet = true;
      switches.udp = true;
      switches.names = false;
    },
  },
];

/** Takes the module options out of the words of the command line, wherever they stand. */
export function takeModules(draft: Draft, words: readonly string[]): string[] {
  return words.filter((word) => {
    if (!word.startsWith('-x')) return true;
    addModule(draft, word);
    return false;
  });
}

function addModule(draft: Draft, word: string): void {
  const module = MODULES.find(({ name }) => word.startsWith(name, 2));
  if (module === undefined) {
    const known = MODULES.map(({ name }) => `-x${name}`);
    const meant = didYouMean(word, known);
    throw new UsageError(`${word} is no module${meant || ';'} there are ${known.join(', ')}`);
  }
  const argument = word.slice(2 + module.name.length);
  if (module.form === `-x${module.name}` && argument !== '')
    throw new UsageError(`${word}: nothing follows ${module.form}`);
  draft.switches.modules.push({ name: module.name, argument });
  module.implies(draft);
  draft.chosenBy.push(`-x${module.name}`);
}
