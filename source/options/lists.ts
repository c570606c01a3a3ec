/**
 * Connection lists: -o1-5,8 -iFILE --oUDP3 (docs/tcptrace.md, "Connection lists").
 */
import type { ListItem } from '../report/request.ts';
import { UsageError } from '../report/usage-error.ts';

/**
 * The items of LIST, or of the file it names when it does not begin with a digit. `option` as the user knows it: "-o".
 * Differs from tcptrace in refusing number 0, for which it writes before an array.
 */
export function readList(
  option: string,
  action: ListItem['action'],
  list: string,
  readFile: (path: string) => string,
): ListItem[] {
  if (list === '')
    throw new UsageError(`${option}: a list or the name of a list file must follow directly, as in ${option}1-5,8`);
  if (/^\d/.test(list)) return items(option, action, list);
  let text: string;
  try {
    text = readFile(list);
  } catch (failure) {
    throw new UsageError(`${option}${list}: the list file '${list}' cannot be read (${(failure as Error).message})`);
  }
  return items(`${option}${list}: `, action, text.trim());
}

function items(option: string, action: ListItem['action'], list: string): ListItem[] {
  return list.split(',').map((item) => {
    const [, first, last] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(item) ?? [];
    if (first === undefined) {
      throw new UsageError(
        `${option}${list}: '${item}' is no connection number; write numbers and ranges, as in 1-5,8`,
      );
    }
    const from = Number(first);
    const to = last === undefined ? from : Number(last);
    if (from === 0) throw new UsageError(`${option}${list}: connections are numbered from 1`);
    if (last !== undefined && from >= to) {
      throw new UsageError(`${option}${list}: in the range '${item}' the first number must be below the second`);
    }
    return { action, from, to };
  });
}
