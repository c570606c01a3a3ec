/** The list of relayed connections: filtered and sorted as the list of captured ones. */
import { expect, test } from 'vitest';
import { proxyColumns } from '../../source/proxy-view/columns.ts';
import { NO_FILTER, proxyFilter } from '../../source/proxy-view/filter.ts';
import { ProxyRows } from '../../source/proxy-view/rows.ts';
import type { ProxyConnection, ProxyListener } from '../../source/session/proxy-view.ts';

const NOW = 100e6;

const LISTENERS: ProxyListener[] = [
  { address: '127.0.0.1:8080', target: 'api.internal:443' },
  { address: '[::1]:9100', target: 'printer:9100' },
].map((ends, number) => ({
  number,
  ...ends,
  tls: '',
  exposed: false,
  state: 'listening',
  problem: null,
  connections: 0,
  open: 0,
  impairments: '',
  holding: '',
}));

const connection = (number: number, facts: Partial<ProxyConnection>): ProxyConnection => ({
  number,
  listener: 0,
  client: `10.0.0.${number}:5000${number}`,
  state: 'done',
  tone: 'good',
  over: true,
  openedMicros: 10e6,
  lastMicros: 12e6,
  bytesToServer: 100,
  bytesToClient: 1000 * number,
  messagesToServer: 1,
  messagesToClient: 1,
  wait: null,
  preview: 'GET / HTTP/1.1',
  changes: [],
  recorded: null,
  ...facts,
});

const CONNECTIONS = [
  connection(1, { wait: { worst: 30_000, last: 30_000, median: 30_000 } }),
  connection(2, {
    state: 'RST<',
    tone: 'bad',
    wait: { worst: 2e6, last: 37, median: 900 },
    preview: 'POST /login HTTP/1.1',
  }),
  connection(3, { listener: 1, state: 'open', over: false, preview: '%-12345X@PJL' }),
  connection(4, { state: 'refused', tone: 'bad', bytesToClient: 0, changes: ['latency 100 ms'] }),
];

const COLUMNS = proxyColumns(LISTENERS);

function rows(): { list: ProxyRows; relayed: ProxyConnection[]; changed: () => number } {
  const relayed = [...CONNECTIONS];
  let times = 0;
  const all = {
    get count() {
      return relayed.length;
    },
    at: (row: number) => relayed[row],
    numberAt: (row: number) => relayed[row].number,
    placeOf: (number: number) => relayed.findIndex((one) => one.number === number),
  };
  return { list: new ProxyRows(all, COLUMNS, () => times++), relayed, changed: () => times };
}

const listed = ({ count, at }: ProxyRows): number[] => Array.from({ length: count }, (_, row) => at(row));

test.each([
  ['', [1, 2, 3, 4]],
  ['login', [2]],
  ['state:rst', [2]],
  ['not:done', [2, 3, 4]],
  ['wait:>1s', [2]],
  ['wait:<1s', [1]],
  ['last_wait:<1ms', [2]],
  ['median_wait:<1ms', [2]],
  ['bytes_to_client:>=2k', [2, 3]],
  ['host:printer', [3]],
  ['host:10.0.0.4', [4]],
  ['port:443', [1, 2, 4]],
  ['port:50002', [2]],
  ['port:9100,50002', [2, 3]],
  ['10.0.0.3:50003', [3]],
  ['age:>1min', [3]],
  ['changes:latency', [4]],
  ['get not:state:refused', [1]],
  ['state:rst or port:9100', [2, 3]],
])('"%s" leaves %j', (filter, expected) => {
  const { list } = rows();
  list.ask({ filter, sort: null });
  // Ages are reckoned to now: the open one began in 1970.
  expect(listed(list)).toEqual(expected);
  expect(list.problem).toBeNull();
});

test('an unfinished or unknown word keeps what was listed before, and says what is missing', () => {
  const { list } = rows();
  list.ask({ filter: 'login', sort: null });
  list.ask({ filter: 'login wait:', sort: null });
  expect(listed(list)).toEqual([2]);
  expect(list.problem).toBe('wait: wants a value, as in wait:>50ms');
  list.ask({ filter: 'bogus:3', sort: null });
  expect(list.problem).toBe("there is no field 'bogus'; Tab lists them");
  expect(proxyFilter('!', COLUMNS, NO_FILTER).problem).toBe('not: wants a word behind it, as in not:port:80');
  expect(proxyFilter('port:http', COLUMNS, NO_FILTER).problem).toBe(
    'port: wants a number, as in port:8080 or port:80,443',
  );
});

test('sorted by a column either way; what is not known comes last where the largest come first', () => {
  const { list } = rows();
  list.ask({ filter: '', sort: { column: 'wait', descending: true } });
  expect(listed(list)).toEqual([2, 1, 3, 4]);
  list.ask({ filter: '', sort: { column: 'bytes_to_client', descending: false } });
  expect(listed(list)).toEqual([4, 1, 2, 3]);
  list.ask({ filter: 'not:refused', sort: { column: 'words', descending: false } });
  expect(listed(list)).toEqual([3, 1, 2]);
  expect(list.placeOf(2)).toBe(2);
  expect(list.placeOf(4)).toBe(-1);
});

test('connections that come later are filtered and sorted in', async () => {
  const { list, relayed, changed } = rows();
  list.ask({ filter: 'get', sort: { column: 'number', descending: true } });
  expect(listed(list)).toEqual([4, 1]);
  const before = changed();
  relayed.push(connection(5, {}), connection(6, { preview: 'PUT /' }));
  list.refresh();
  await expect.poll(() => changed()).toBeGreaterThan(before);
  expect(listed(list)).toEqual([5, 4, 1]);
  list.close();
});

test('cells are as wide as their column; a client is cut at its front, never in its port', () => {
  const text = (id: string, of: ProxyConnection) => COLUMNS.find((column) => column.id === id)?.text(of, NOW);
  expect(text('client', connection(1, { client: '[2001:db8::1234:5678]:51022' }))).toBe('~:1234:5678]:51022');
  expect(text('client', CONNECTIONS[0])).toBe('10.0.0.1:50001');
  expect(text('age', CONNECTIONS[0])).toBe('2.0s');
  expect(text('age', CONNECTIONS[2])).toBe('90s');
  expect(text('wait', CONNECTIONS[2])).toBe('-');
  expect(text('number', CONNECTIONS[3])).toBe('*4');
  expect(text('listener', CONNECTIONS[2])).toBe('[::1]:9100 -> printer:9100');
});
