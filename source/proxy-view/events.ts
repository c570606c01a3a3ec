/** What the relay's events say to people: a connection's state in a word, an event in a sentence. */
import type { Ending, TimedEvent, UpstreamFailure } from '../proxy/channel.ts';
import type { ProxyConnection } from '../session/proxy-view.ts';

type Tone = ProxyConnection['tone'];

export interface EventText {
  readonly text: string;
  readonly tone: Tone;
}

/** At most seven cells. */
export const ENDINGS: Record<Ending, { word: string; tone: Tone }> = {
  finished: { word: 'done', tone: 'good' },
  'reset by client': { word: 'RST>', tone: 'warning' },
  'reset by server': { word: 'RST<', tone: 'bad' },
  'no upstream': { word: 'no srv', tone: 'bad' },
  'TLS failure': { word: 'TLS!', tone: 'bad' },
  'bad PROXY header': { word: 'PROXY!', tone: 'bad' },
  idle: { word: 'idle', tone: 'warning' },
  fault: { word: 'fault', tone: 'warning' },
  killed: { word: 'killed', tone: 'warning' },
};

export const FAILURES: Record<UpstreamFailure, string> = {
  refused: 'refused',
  'time-out': 'timeout',
  name: 'no name',
  unreachable: 'no srv',
};

/** Of a reset, the system's reason says no more than the ending does. */
function endingText({ ending, reason }: Extract<TimedEvent, { event: 'closed' }>): string {
  return ending === 'reset by client' || ending === 'reset by server' ? ending : `${ending}: ${reason}`;
}

/** Null: nothing that people need to be told. */
export function eventText(event: TimedEvent): EventText | null {
  switch (event.event) {
    case 'listening':
      return event.exposed
        ? { text: `${event.listen} listens for all hosts`, tone: 'bad' }
        : { text: `listening at ${event.address}${event.port === null ? '' : `:${event.port}`}`, tone: 'good' };
    case 'listen-failed':
      return { text: `cannot listen at ${event.listen}: ${event.reason}`, tone: 'bad' };
    case 'stopped-listening':
      return { text: `listener ${event.listener + 1} takes no more connections`, tone: 'normal' };
    case 'turned-away':
      return { text: `${event.client} turned away: ${event.reason}`, tone: 'warning' };
    case 'attempt-failed':
      return { text: `#${event.connection} ${event.upstream}: ${event.reason}`, tone: 'bad' };
    case 'tls-failed':
      return { text: `#${event.connection} TLS with the ${event.with} failed: ${event.reason}`, tone: 'bad' };
    case 'held':
      return { text: `#${event.connection} holds ${event.bytes.length} bytes ${event.direction}`, tone: 'warning' };
    case 'released':
      return { text: `#${event.connection}: what was held is ${event.how}`, tone: 'normal' };
    case 'changed':
      return { text: `#${event.connection} ${event.direction}: ${event.what}`, tone: 'warning' };
    case 'closed':
      // Why there is no upstream, and what TLS stumbled over, has been said as it happened.
      return event.ending === 'finished' || event.ending === 'no upstream' || event.ending === 'TLS failure'
        ? null
        : { text: `#${event.connection} ${endingText(event)}`, tone: ENDINGS[event.ending].tone };
    case 'recording-stopped':
      return { text: `recording stopped: ${event.reason}; forwarding goes on`, tone: 'bad' };
    case 'recording-behind':
      return { text: 'the disk is too slow: payload is not recorded for now; forwarding goes on', tone: 'bad' };
    case 'recording-caught-up':
      return { text: `payload is recorded again; ${event.cutBytes} bytes were not`, tone: 'warning' };
    default:
      return null;
  }
}
