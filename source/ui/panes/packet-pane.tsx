import { useEffect, useMemo, useState } from 'react';
import type { PacketList, PacketRecord, PacketRow } from '../../session/session.ts';
import { Lines } from '../components/line.tsx';
import { scrolling } from '../components/movement.ts';
import { layOut } from '../content/reader.ts';
import { contentRowText } from '../content/row-text.ts';
import { dateAndTime } from '../format/time.ts';
import { useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { Depth } from '../keys/command-stack.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';
import { headerRows, headerRowText, paintedHeaderRow } from './header-rows.ts';

export type PacketView = 'headers' | 'hex';

interface Props {
  packets: PacketList;
  row: number;
  view: PacketView;
  width: number;
  height: number;
  focused: boolean;
}

/** One packet as captured: its headers field by field, or its bytes in hex. */
export function PacketPane({ packets, row, view, width, height, focused }: Props) {
  const theme = useTheme();
  const desk = useDesk();
  const read = useLastRead(packets, row);
  const lines = useMemo(
    () => (read?.record ? linesOf(read.record, read.packet, view, width) : []),
    [read, view, width],
  );

  // From packet to packet the same fields stay in sight; other bytes are read from their beginning.
  const scrolled = view === 'hex' ? `hex ${read?.packet.number}` : view;
  const [place, setPlace] = useState({ scrolled, top: 0 });
  const page = height - 1;
  const top = Math.min(place.scrolled === scrolled ? place.top : 0, Math.max(0, lines.length - page));
  const scroll = scrolling(lines.length, page, top, (next) => setPlace({ scrolled, top: next }));
  const copy = () => desk.copy(lines.map(({ text }) => text).join('\n'), `${view} of packet ${read?.packet.number}`);
  useCommands('bytes', lines.length === 0 ? scroll : { ...scroll, copy }, { depth: Depth.pane, active: focused });

  const share = lines.length === 0 ? '' : ` ${view} ${Math.round(100 * Math.min(1, (top + page) / lines.length))}%`;
  const heading = fitTo(read === null ? 'reading' : headingOf(read), width - cells(share)) + share;
  const shown = lines.slice(top, top + page).map((line) => line.painted(theme));
  return <Lines lines={[theme.paint(focused ? 'title' : 'faint', heading), ...shown]} width={width} height={height} />;
}

interface Read {
  packet: PacketRow;
  /** null = no longer kept. */
  record: PacketRecord | null;
}

/** The packet of the row; while that is being read the one before, so that nothing flickers; null = none yet. */
function useLastRead(packets: PacketList, row: number): Read | null {
  const [last, setLast] = useState<(Read & { of: PacketList }) | null>(null);
  useEffect(() => {
    let current = true;
    const take = (record: PacketRecord | null) => current && setLast({ of: packets, packet: packets.at(row), record });
    packets.record(row).then(take, () => take(null));
    return () => {
      current = false;
    };
  }, [packets, row]);
  return last?.of === packets ? last : null;
}

interface PaneLine {
  text: string;
  painted(theme: Theme): string;
}

function linesOf(record: PacketRecord, packet: PacketRow, view: PacketView, width: number): PaneLine[] {
  if (view === 'headers') {
    return headerRows(record, packet, width).map((row) => ({
      text: headerRowText(row),
      painted: (theme) => paintedHeaderRow(row, theme),
    }));
  }
  const look = { mode: 'hex', width, role: 'normal', highlight: null } as const;
  return layOut('hex', [{ kind: 'bytes', offset: 0, bytes: record.bytes, packet: 0 }], width).map((row) => ({
    text: row.text,
    painted: (theme) => contentRowText(row, look, theme),
  }));
}

function headingOf({ packet, record }: Read): string {
  const start = `packet ${packet.number}`;
  if (record === null) return `${start}  its bytes are no longer kept`;
  const { bytes, wireLength, interfaceName } = record;
  const captured = bytes.length < wireLength ? `${bytes.length} of ${wireLength} bytes` : `${wireLength} bytes`;
  // Only those that a proxy's recorder made up have no window.
  const origin = packet.window === null ? ['made-up headers'] : [];
  const time = `${dateAndTime(packet.micros)}${packet.nanos === 0 ? '' : String(packet.nanos).padStart(3, '0')} UTC`;
  return [start, captured, ...origin, time, interfaceName ?? []].flat().join('  ');
}
