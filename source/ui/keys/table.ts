/**
 * The one key table: command → keys → help text → footer. Screens handle commands and never look at keys; the help and the
 * footers are printed from here, so neither can forget a key.
 */
import type { Keystroke } from './keystrokes.ts';

export type View =
  | 'findings'
  | 'connections'
  | 'detail'
  | 'messages'
  | 'content'
  | 'packets'
  | 'bytes'
  | 'graphs'
  | 'trace'
  | 'exchanges'
  | 'proxy'
  | 'held'
  | 'info'
  | 'help'
  | 'menu'
  | 'prompt';

export type Group = 'Move' | 'Look' | 'Find' | 'Sort' | 'Choose' | 'Save' | 'Graph' | 'Proxy' | 'Other';

interface Row {
  readonly keys: readonly Keystroke[];
  /** Where the keys do this; null = everywhere. */
  readonly views: readonly View[] | null;
  readonly group: Group;
  readonly help: string;
  /** A word for the footer; rows without one are in the help only. */
  readonly footer?: string;
}

const TEXTS: readonly View[] = ['detail', 'messages', 'content', 'bytes', 'info', 'help'];
const PROXY: readonly View[] = ['proxy', 'held'];
const LISTS: readonly View[] = ['connections', ...PROXY];
const SORTED: readonly View[] = ['exchanges', ...LISTS];
const OF_CONNECTION: readonly View[] = ['detail', 'messages', 'content', 'packets', 'bytes', 'graphs'];

const rows = {
  open: { keys: ['enter'], views: null, group: 'Look', help: 'open the selected thing', footer: 'open' },
  down: { keys: ['j', 'down', 'wheel-down'], views: null, group: 'Move', help: 'down' },
  up: { keys: ['k', 'up', 'wheel-up'], views: null, group: 'Move', help: 'up' },
  left: { keys: ['h', 'left'], views: null, group: 'Move', help: 'scroll or move left' },
  right: { keys: ['l', 'right'], views: null, group: 'Move', help: 'scroll or move right' },
  top: { keys: ['g', 'home'], views: null, group: 'Move', help: 'to the top' },
  bottom: { keys: ['G', 'end'], views: null, group: 'Move', help: 'to the bottom' },
  halfDown: { keys: ['ctrl-d'], views: null, group: 'Move', help: 'half a page down' },
  halfUp: { keys: ['ctrl-u'], views: null, group: 'Move', help: 'half a page up' },
  pageDown: { keys: ['pagedown', 'ctrl-f'], views: null, group: 'Move', help: 'a page down' },
  pageUp: { keys: ['pageup', 'ctrl-b'], views: null, group: 'Move', help: 'a page up' },
  readOn: { keys: ['space'], views: TEXTS, group: 'Move', help: 'a page down' },
  nextPane: { keys: ['tab'], views: null, group: 'Move', help: 'next pane' },
  previousPane: { keys: ['shift-tab'], views: null, group: 'Move', help: 'previous pane' },

  zoomIn: { keys: ['+', '='], views: ['graphs', 'trace'], group: 'Graph', help: 'zoom in', footer: 'zoom' },
  zoomOut: { keys: ['-'], views: ['graphs', 'trace'], group: 'Graph', help: 'zoom out' },
  fitAll: { keys: ['0'], views: ['graphs', 'trace'], group: 'Graph', help: 'show the whole time' },

  acceptHeld: { keys: ['enter'], views: ['held'], group: 'Proxy', help: 'accept the held message', footer: 'accept' },
  acceptAll: { keys: ['A'], views: PROXY, group: 'Proxy', help: 'accept all held messages', footer: 'accept all' },
  editHeld: {
    keys: ['e'],
    views: PROXY,
    group: 'Proxy',
    help: 'edit the held message, then accept it',
    footer: 'edit',
  },
  explain: {
    keys: ['e'],
    views: ['findings'],
    group: 'Look',
    help: 'what this kind of finding means, how it is decided, what to do next',
    footer: 'explain',
  },
  dropHeld: { keys: ['D'], views: PROXY, group: 'Proxy', help: 'drop the held message', footer: 'drop' },
  addListener: { keys: ['a'], views: PROXY, group: 'Proxy', help: 'add a listener', footer: 'add' },
  impair: {
    keys: ['s'],
    views: PROXY,
    group: 'Proxy',
    help: 'shape or disturb the traffic of the listener',
    footer: 'shape',
  },
  hold: { keys: ['i'], views: PROXY, group: 'Proxy', help: 'hold messages that match', footer: 'hold' },
  holdToggle: { keys: ['I'], views: PROXY, group: 'Proxy', help: 'holding on or off' },
  resend: {
    keys: ['r'],
    views: PROXY,
    group: 'Proxy',
    help: "send the connection's client side again",
    footer: 'resend',
  },
  resendEdited: { keys: ['E'], views: PROXY, group: 'Proxy', help: 'edit the client side and send it' },
  pause: { keys: ['p'], views: PROXY, group: 'Proxy', help: 'pause the display, never the traffic' },
  kill: { keys: ['X'], views: PROXY, group: 'Proxy', help: 'reset the connection' },
  stopListener: { keys: ['S'], views: PROXY, group: 'Proxy', help: 'stop the listener' },
  clearList: {
    keys: ['C'],
    views: PROXY,
    group: 'Proxy',
    help: 'take closed connections and stopped listeners off the lists',
  },

  filter: {
    keys: ['/'],
    views: ['findings', 'exchanges', ...LISTS],
    group: 'Find',
    help: 'filter as you type',
    footer: 'filter',
  },
  search: {
    keys: ['/'],
    views: ['messages', 'content', 'packets', 'bytes'],
    group: 'Find',
    help: 'search (in messages hex:0d0a for bytes)',
    footer: 'search',
  },
  nextMatch: { keys: ['n'], views: null, group: 'Find', help: 'next match' },
  previousMatch: { keys: ['N'], views: null, group: 'Find', help: 'previous match' },
  onlyMatching: { keys: ['&'], views: ['content'], group: 'Find', help: 'only lines that match' },
  nextProblem: { keys: ['}'], views: null, group: 'Find', help: 'next problem' },
  previousProblem: { keys: ['{'], views: null, group: 'Find', help: 'previous problem' },
  filterMenu: { keys: ['f'], views: ['connections'], group: 'Find', help: 'filter by this row' },

  sort: { keys: ['o'], views: SORTED, group: 'Sort', help: 'choose the sort column', footer: 'sort' },
  reverse: { keys: ['O'], views: SORTED, group: 'Sort', help: 'reverse the order' },
  sortLeft: { keys: ['<'], views: LISTS, group: 'Sort', help: 'sort by the column to the left' },
  sortRight: { keys: ['>'], views: LISTS, group: 'Sort', help: 'sort by the column to the right' },

  write: { keys: ['w', 'f2'], views: null, group: 'Save', help: 'write to a file', footer: 'write' },
  menu: { keys: ['x'], views: null, group: 'Choose', help: 'everything possible here', footer: 'more' },

  findings: { keys: ['1'], views: null, group: 'Look', help: 'findings' },
  connections: { keys: ['2'], views: null, group: 'Look', help: 'connections' },
  detail: { keys: ['3'], views: null, group: 'Look', help: 'detail of the connection' },
  messages: { keys: ['4'], views: null, group: 'Look', help: 'its messages', footer: 'messages' },
  packets: { keys: ['5'], views: null, group: 'Look', help: 'its packets', footer: 'packets' },
  graphs: { keys: ['6'], views: null, group: 'Look', help: 'its graphs', footer: 'graphs' },
  exchanges: { keys: ['9'], views: null, group: 'Look', help: 'every request and its reply', footer: 'exchanges' },
  trace: { keys: ['8'], views: null, group: 'Look', help: 'the whole trace over time', footer: 'trace' },
  proxy: { keys: ['7'], views: null, group: 'Look', help: 'proxy: listeners and live connections' },
  viewAs: {
    keys: ['v'],
    views: ['detail', 'messages', 'content', 'packets', 'bytes', 'graphs', 'trace', 'exchanges'],
    group: 'Look',
    help: 'view as: text, hex, mixed, decoded, headers; all statistics; next graph; exchanges by service',
    footer: 'view',
  },
  direction: {
    keys: ['d'],
    views: ['detail', 'messages', 'content', 'packets', 'bytes', 'graphs'],
    group: 'Look',
    help: 'direction: both, a2b, b2a',
    footer: 'direction',
  },
  nextConnection: { keys: [']'], views: OF_CONNECTION, group: 'Move', help: 'next connection' },
  previousConnection: { keys: ['['], views: OF_CONNECTION, group: 'Move', help: 'previous connection' },
  columns: { keys: ['c'], views: ['connections'], group: 'Look', help: 'columns: show, hide, order' },
  time: { keys: ['t'], views: null, group: 'Look', help: 'time: since start, delta, wall clock' },
  names: { keys: ['#'], views: null, group: 'Look', help: 'names or numbers' },
  zoom: { keys: ['z'], views: null, group: 'Look', help: 'this pane alone, or all panes' },
  frame: {
    keys: ['u'],
    views: ['messages', 'content'],
    group: 'Look',
    help: 'choose the protocol that cuts messages: http, redis, line, turns, …',
  },
  layout: { keys: ['|'], views: ['messages', 'content'], group: 'Look', help: 'panes side by side or stacked' },

  tag: { keys: ['space'], views: ['connections'], group: 'Choose', help: 'tag the row (write acts on all tagged)' },
  mark: {
    keys: ['m'],
    views: ['connections', 'packets', 'messages'],
    group: 'Choose',
    help: 'mark the row: m and a letter',
  },
  jump: {
    keys: ["'"],
    views: ['connections', 'packets', 'messages'],
    group: 'Choose',
    help: "to a mark: ' and its letter, '' back",
  },

  copy: { keys: ['y'], views: null, group: 'Save', help: 'copy the line; in a packet all of it' },
  copyAll: { keys: ['Y'], views: null, group: 'Save', help: 'copy all that is shown' },

  follow: { keys: ['F'], views: LISTS, group: 'Move', help: 'follow the newest' },

  command: { keys: [':'], views: null, group: 'Other', help: 'command line, with Tab and history' },
  help: { keys: ['?', 'f1'], views: null, group: 'Other', help: 'help', footer: 'help' },
  escape: { keys: ['escape'], views: null, group: 'Other', help: 'close, clear the search, clear the filter, back' },
  back: { keys: ['q'], views: null, group: 'Other', help: 'back; at the top quit', footer: 'back' },
  quit: { keys: ['Q'], views: null, group: 'Other', help: 'quit now' },
  interrupt: { keys: ['ctrl-c'], views: null, group: 'Other', help: 'quit now; while loading: stop loading' },
  suspend: { keys: ['ctrl-z'], views: null, group: 'Other', help: 'suspend' },
  reload: { keys: ['ctrl-r'], views: null, group: 'Other', help: 'read the file once more' },
  redraw: { keys: ['ctrl-l'], views: null, group: 'Other', help: 'draw the screen again' },
} as const satisfies Record<string, Row>;

export type Command = keyof typeof rows;

export interface Binding extends Row {
  readonly command: Command;
}

export const KEY_TABLE: readonly Binding[] = Object.entries(rows).map(([command, row]) => ({
  command: command as Command,
  ...(row as Row),
}));

/** A row made for the view wins over one for everywhere. */
export function bindingsOf(view: View): Binding[] {
  const own = KEY_TABLE.filter((binding) => binding.views?.includes(view));
  const taken = new Set(own.flatMap((binding) => binding.keys));
  return KEY_TABLE.filter(
    (binding) => own.includes(binding) || (binding.views === null && !taken.has(binding.keys[0])),
  );
}

/** What the key means in the view; null = nothing. */
export function commandFor(view: View, stroke: Keystroke): Command | null {
  return bindingsOf(view).find((binding) => binding.keys.includes(stroke))?.command ?? null;
}

const SHOWN: Record<string, string> = {
  enter: 'Enter',
  space: 'Space',
  tab: 'Tab',
  'shift-tab': 'S-Tab',
  escape: 'Esc',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  f1: 'F1',
  f2: 'F2',
  backspace: 'Backspace',
  'wheel-up': 'wheel',
  'wheel-down': 'wheel',
};

/** A keystroke as people write it: "Ctrl-d", "Enter", "j". */
export function keyName(stroke: Keystroke): string {
  const known = SHOWN[stroke];
  if (known !== undefined) return known;
  return stroke.startsWith('ctrl-') ? `Ctrl-${stroke.slice(5)}` : stroke;
}
