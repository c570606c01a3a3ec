import { useEffect, useState } from 'react';
import type { PacketList } from '../../session/session.ts';
import { Lines } from '../components/lines.tsx';
import { scrolling } from '../components/movement.ts';
import { layOut } from '../content/reader.ts';
import { contentRowText } from '../content/row-text.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { fitTo } from '../terminal/width.ts';

interface Props {
  packets: PacketList;
  row: number;
  width: number;
  height: number;
  focused: boolean;
}

/** The bytes of one packet as captured, in hex. */
export function PacketBytes({ packets, row, width, height, focused }: Props) {
  const theme = useTheme();
  const [read, setRead] = useState<{ row: number; bytes: Uint8Array | null } | null>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    let current = true;
    setTop(0);
    packets.bytes(row).then(
      (bytes) => current && setRead({ row, bytes }),
      () => current && setRead({ row, bytes: null }),
    );
    return () => {
      current = false;
    };
  }, [packets, row]);
  const bytes = read?.row === row ? read.bytes : undefined;
  const rows = bytes ? layOut('hex', [{ kind: 'bytes', offset: 0, bytes, packet: 0 }], width) : [];
  const page = height - 1;
  const first = Math.min(top, Math.max(0, rows.length - page));
  useCommands('bytes', scrolling(rows.length, page, first, setTop), { depth: Depth.pane, active: focused });
  const heading = `packet ${packets.at(row).number}: ${bytes === undefined ? 'reading' : bytes === null ? 'its bytes are no longer kept' : `${bytes.length} bytes captured`}`;
  const lines = [
    theme.paint(focused ? 'title' : 'faint', fitTo(heading, width)),
    ...rows
      .slice(first, first + page)
      .map((line) => contentRowText(line, { mode: 'hex', width, role: 'normal', highlight: null }, theme)),
  ];
  return <Lines lines={lines} width={width} height={height} />;
}
