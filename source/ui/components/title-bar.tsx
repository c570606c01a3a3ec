import { useTheme } from '../hooks/contexts.ts';
import { cells, fitTo } from '../terminal/width.ts';
import { Line } from './line.tsx';

interface Props {
  text: string;
  /** Kept whole at the right end. */
  right?: string;
  width: number;
}

/** The first line of a screen: what is shown. */
export function TitleBar({ text, right = '', width }: Props) {
  const theme = useTheme();
  const room = width - cells(right) - 3;
  return <Line text={theme.paint('title', fitTo(` ${text}`, room)) + theme.paint('faint', `  ${right} `)} />;
}
