/**
 * The columns of the list of relayed connections: what each shows, and what the list is sorted and filtered by. Their ids
 * are the fields of the filter prompt.
 */
import type { Unit } from '../connection/statistic.ts';
import { WAITS_KEPT } from '../proxy/counters.ts';
import { shortCount, shortDuration } from '../session/figures.ts';
import type { ProxyColumn, ProxyConnection, ProxyListener } from '../session/proxy-view.ts';

const ABSENT = '-';
const CLIENT_WIDTH = 18;
const LISTENER_WIDTH = 40;
const VIA_WIDTH = 6;

/** µs it has lasted. */
function age({ openedMicros, lastMicros, over }: ProxyConnection, nowMicros: number): number {
  return Math.max(0, (over ? lastMicros : nowMicros) - openedMicros);
}

/** The end of it where it does not fit: a port is never cut. */
const endOf = (text: string, width: number): string => (text.length <= width ? text : `~${text.slice(1 - width)}`);

export function proxyColumns(listeners: readonly ProxyListener[]): ProxyColumn[] {
  const pair = ({ listener }: ProxyConnection): string => {
    const { address, target } = listeners[listener];
    return `${address} -> ${target}`;
  };
  const via = ({ listener }: ProxyConnection): string => /(:\d+|[^/:]+)$/.exec(listeners[listener].address)?.[0] ?? '';
  return [
    {
      ...number('number', '#', 5, 'The number of the connection, in order of arrival; * = its traffic was changed.'),
      value: ({ number }) => number,
      text: ({ number, changes }) => `${changes.length > 0 ? '*' : ''}${number}`,
    },
    {
      ...words('client', 'client', CLIENT_WIDTH, 'Address and port of the client.'),
      value: ({ client }) => client,
      text: ({ client }) => endOf(client, CLIENT_WIDTH),
    },
    {
      ...words('via', 'via', VIA_WIDTH, 'The port where it was accepted, where there are several listeners.'),
      value: via,
      text: (connection) => endOf(via(connection), VIA_WIDTH),
    },
    {
      ...words('state', 'state', 7, 'open, done, RST<, refused …'),
      value: ({ state }) => state,
      text: ({ state }) => state,
    },
    {
      ...number('age', 'age', 4, 'How long it has lasted.', 'microseconds'),
      value: age,
      text: (connection, nowMicros) => shortDuration(age(connection, nowMicros)),
    },
    count('bytes_to_server', '>byt', 'Bytes forwarded to the server.', (connection) => connection.bytesToServer),
    count('bytes_to_client', '<byt', 'Bytes forwarded to the client.', (connection) => connection.bytesToClient),
    count('messages_to_server', '>msg', 'Messages to the server.', (connection) => connection.messagesToServer),
    count('messages_to_client', '<msg', 'Messages to the client.', (connection) => connection.messagesToClient),
    waiting('wait', 'wait', 'The longest wait from a request to the first byte of its answer.', 'worst'),
    waiting('last_wait', 'last', 'From the last request to the first byte of its answer.', 'last'),
    waiting('median_wait', 'med', `The median of the last ${WAITS_KEPT} waits.`, 'median'),
    {
      ...words('words', 'first words', 48, 'What was said first, or why it failed.'),
      value: ({ preview }) => preview,
      text: ({ preview }) => preview,
    },
    {
      ...words('changes', 'changes', 40, 'What was done to its traffic.'),
      value: ({ changes }) => changes.join(', '),
      text: ({ changes }) => changes.join(', '),
    },
    {
      ...words('listener', 'listener', LISTENER_WIDTH, 'Where it was accepted, and its target.'),
      value: pair,
      text: pair,
    },
  ];
}

type Facts = Omit<ProxyColumn, 'value' | 'text'>;

function words(id: string, title: string, width: number, meaning: string): Facts {
  return { id, title, width, meaning, unit: 'text', align: 'left' };
}

function number(id: string, title: string, width: number, meaning: string, unit: Unit = 'number'): Facts {
  return { id, title, width, meaning, unit, align: 'right' };
}

function waiting(
  id: string,
  title: string,
  meaning: string,
  which: keyof NonNullable<ProxyConnection['wait']>,
): ProxyColumn {
  return {
    ...number(id, title, 4, meaning, 'microseconds'),
    value: ({ wait }) => wait?.[which] ?? null,
    text: ({ wait }) => (wait === null ? ABSENT : shortDuration(wait[which])),
  };
}

function count(id: string, title: string, meaning: string, value: (of: ProxyConnection) => number): ProxyColumn {
  const unit = id.startsWith('bytes') ? 'bytes' : 'number';
  return { ...number(id, title, 4, meaning, unit), value, text: (connection) => shortCount(value(connection)) };
}
