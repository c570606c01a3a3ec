import { useState } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { ExportFormat } from '../../report/export.ts';
import { EXPORTS, type ExportId } from '../../report/exports.ts';
import { Panel, type PanelLine } from '../components/panel.tsx';
import { editText, type TextField, textField } from '../components/text-field.ts';
import { useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { type Direction, useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { typedText } from '../keys/keystrokes.ts';
import { fitTo } from '../terminal/width.ts';

interface Writable {
  what: ExportId;
  label: string;
  extension: string;
  /** Of the messages of one direction, if so wished. */
  directed: boolean;
  /** Of every connection listed, whichever are chosen. */
  ofAllListed: boolean;
}

const WRITABLE: readonly Writable[] = EXPORTS.flatMap(({ id, needs, dialog }: ExportFormat & { id: ExportId }) => {
  if (dialog === null) return [];
  const { label, labelOfAll, extension } = dialog;
  const one = { what: id, label, extension, directed: needs === 'messages', ofAllListed: false };
  return labelOfAll === undefined ? [one] : [one, { ...one, label: labelOfAll, ofAllListed: true }];
});

const DIRECTIONS: readonly Direction[] = ['both', 'a2b', 'b2a'];

interface Props {
  connections: readonly ConnectionRow[];
  /** The kind first proposed, and the path where one was given on the command line. */
  what: ExportId;
  path: string;
}

const WIDTH = 52;

/** Asks what to write, of which direction, and where to. */
export function WriteDialog({ connections, what, path }: Props) {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const [kind, setKind] = useState(WRITABLE.findIndex((known) => known.what === what));
  const [direction, setDirection] = useState<Direction>(desk.direction);
  const [typed, setTyped] = useState<TextField | null>(path === '' ? null : textField(path));
  const [row, setRow] = useState(0);

  const chosen = WRITABLE[kind];
  const { list } = session;
  const concerned = chosen.ofAllListed ? Array.from({ length: list.count }, (_, at) => list.at(at)) : connections;
  const { directed } = chosen;
  const proposal = `${stem()}.${chosen.extension}`;
  const field = typed ?? textField(proposal);

  const turn = (step: number) => {
    if (row === 0) setKind((kind + step + WRITABLE.length) % WRITABLE.length);
    else if (row === 1) setDirection(DIRECTIONS[(DIRECTIONS.indexOf(direction) + step + 3) % 3]);
  };
  const write = () => {
    desk.show(null);
    const controller = new AbortController();
    desk.say(`writing ${field.text}`);
    const request = {
      connections: concerned,
      direction: directed ? direction : ('both' as const),
      what: chosen.what,
      path: field.text,
    };
    session.save(request, controller.signal).then(
      (written) => desk.say(written, 'good'),
      (failure: Error) => desk.say(failure.message, 'bad'),
    );
  };
  useCommands(
    'menu',
    {},
    {
      depth: Depth.dialog,
      capture: (stroke) => {
        if (stroke === 'ctrl-c' || stroke === 'ctrl-z') return false;
        if (stroke === 'escape') desk.show(null);
        else if (stroke === 'enter') write();
        else if (stroke === 'tab' || stroke === 'down') setRow((row + 1) % 3);
        else if (stroke === 'shift-tab' || stroke === 'up') setRow((row + 2) % 3);
        else if (row === 2) setTyped(editText(field, stroke, typedText(stroke)));
        else if (stroke === 'left' || stroke === 'h') turn(-1);
        else if (stroke === 'right' || stroke === 'l' || stroke === 'space') turn(1);
        else if (stroke === 'j') setRow((row + 1) % 3);
        else if (stroke === 'k') setRow((row + 2) % 3);
        else if (stroke === 'q') desk.show(null);
        return true;
      },
    },
  );

  const which =
    concerned.length === 1
      ? `connection ${session.store.number(concerned[0])}`
      : `${concerned.length} ${chosen.ofAllListed ? 'listed' : 'tagged'} connections`;
  const lines = [
    line(0, 'what', `< ${chosen.label} >`),
    line(1, 'direction', directed ? `< ${direction} >` : 'both (whole connections)'),
    line(2, 'file', `${field.before.join('')}${row === 2 ? '_' : ''}${field.after.join('')}`),
  ];
  return <Panel title={`Write ${which}`} lines={lines} hint="Tab next  Left/Right change  Enter write  Esc cancel" />;

  function line(at: number, name: string, value: string): PanelLine {
    const text = `${row === at ? theme.glyphs.cursor : ' '} ${fitTo(name, 10)}${fitTo(value, WIDTH - 12)}`;
    return { text, role: row === at ? 'selected' : 'normal' };
  }

  function stem(): string {
    if (concerned.length !== 1) return 'connections';
    const [connection] = concerned;
    if (!directed || direction === 'both') return `connection-${session.store.number(connection)}`;
    return session.label(connection, direction === 'a2b' ? 0 : 1);
  }
}
