/** The lines of the proxy screen: listeners, connections, held messages, the recording. */
import type { HeldMessage, ProxyConnection, ProxyListener, ProxyRecording } from '../../session/session.ts';
import { bytesInWords, shortCount } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';

interface Selection {
  selected: boolean;
  focused: boolean;
}

const mark = ({ selected }: Selection, theme: Theme): string => (selected ? theme.glyphs.cursor : ' ');

/** Cells that a listener's counts and impairments get at least. */
const FACTS = 36;

export function listenerLine(listener: ProxyListener, chosen: Selection, width: number, theme: Theme): string {
  const { address, target, tls, exposed, state, connections, open, impairments, holding, problem } = listener;
  const ends = `${address} -> ${target}${tls === '' ? '' : ` (${tls})`}`;
  const warning = exposed && state === 'listening' ? 'ALL HOSTS! ' : '';
  const facts =
    state === 'listening'
      ? `${connections} conn ${open} open  ${impairments === '' ? 'untouched' : impairments}${holding === '' ? '' : `  hold ${holding}`}`
      : (problem ?? state);
  const room = Math.max(20, Math.min(width - FACTS, 60));
  const left = `${mark(chosen, theme)}${fitTo(ends, room)} `;
  const rest = width - cells(left);
  if (chosen.selected && chosen.focused) return theme.paint('selected', fitTo(`${left}${warning}${facts}`, width));
  const role = state === 'listening' ? 'normal' : state === 'failed' ? 'bad' : 'faint';
  return left + theme.paint('bad', warning) + theme.paint(role, fitTo(facts, Math.max(0, rest - warning.length)));
}

const NUMBER = 4;
const CLIENT = 18;
const STATE = 7;

/** Age, bytes each way, messages, wait. */
function figures(cells: readonly [string, string, string, string, string]): string {
  const widths = [7, 5, 5, 4, 7];
  return cells.map((cell, at) => fitTo(cell, widths[at], 'right')).join(' ');
}

export function connectionHeader(width: number): string {
  const names = `${fitTo('#', NUMBER, 'right')} ${fitTo('client', CLIENT)} ${fitTo('state', STATE)}`;
  return fitTo(` ${names} ${figures(['age', '>byte', '<byte', 'msgs', 'wait'])} first words`, width);
}

export function connectionLine(
  connection: ProxyConnection,
  now: number,
  chosen: Selection,
  width: number,
  theme: Theme,
): string {
  const {
    number,
    client,
    state,
    tone,
    openedMicros,
    lastMicros,
    bytesToServer,
    bytesToClient,
    messages,
    wait,
    preview,
  } = connection;
  const age = duration(Math.max(0, (state === 'open' ? now : lastMicros) - openedMicros));
  const before = `${mark(chosen, theme)}${fitTo(String(number), NUMBER, 'right')} ${fitTo(client, CLIENT)} `;
  const ending = fitTo(state, STATE);
  const waited = wait === null ? '-' : duration(wait);
  const counts = figures([age, shortCount(bytesToServer), shortCount(bytesToClient), String(messages), waited]);
  const rest = ` ${counts} ${preview}`;
  if (chosen.selected) {
    return theme.paint(chosen.focused ? 'selected' : 'resting', fitTo(before + ending + rest, width));
  }
  return before + theme.paint(tone, ending) + fitTo(rest, width - cells(before) - STATE);
}

export function heldLine(held: HeldMessage, now: number, chosen: Selection, width: number, theme: Theme): string {
  const arrow = held.direction === 'to-server' ? '->' : '<-';
  const since = duration(Math.max(0, now - held.sinceMicros));
  const shown = Buffer.from(held.bytes.subarray(0, 200))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
  const gathered = held.windowMs === null ? '' : `, gathered ${held.windowMs} ms`;
  const text = `${mark(chosen, theme)}** held ${since}: #${held.connection} ${arrow} ${bytesInWords(held.bytes.length)}${gathered}  ${shown}`;
  return theme.paint(chosen.selected ? 'selected' : 'warning', fitTo(text, width));
}

export function recordingLine(recording: ProxyRecording, paused: boolean, width: number, theme: Theme): string {
  const { path, bytes, limit, stopped, cutBytes } = recording;
  const size = `${bytesInWords(bytes)}${limit === null ? '' : ` of ${bytesInWords(limit)}`}`;
  const cut = cutBytes > 0 ? `  ${bytesInWords(cutBytes)} not recorded: the disk is too slow` : '';
  const state = stopped === null ? `rec: ${path}  ${size}${cut}` : `RECORDING STOPPED: ${stopped}; forwarding goes on`;
  const bad = stopped !== null || cutBytes > 0;
  return theme.paint(bad ? 'bad' : 'faint', fitTo(` ${state}${paused ? '   display paused' : ''}`, width));
}
