import type { Progress } from '../../session/session.ts';
import { bytesInWords } from '../format/size.ts';
import { useTheme } from '../hooks/contexts.ts';
import { fitTo } from '../terminal/width.ts';
import { Line } from './line.tsx';

const BAR = 22;

/** How far the reading is: share, bytes, rate, time left. */
export function ProgressLine({ progress, width }: { progress: Progress; width: number }) {
  const theme = useTheme();
  const { bytesRead, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  const rate = `${bytesInWords(bytesPerSecond)}/s`;
  if (bytesTotal === null || bytesTotal === 0) {
    return (
      <Line text={fitTo(` Loading  ${bytesInWords(bytesRead)}  ${rate}   Ctrl-C stop and keep what is there`, width)} />
    );
  }
  const share = Math.min(1, bytesRead / bytesTotal);
  const full = Math.round(share * BAR);
  const bar = theme.glyphs.barFull.repeat(full) + theme.glyphs.barEmpty.repeat(BAR - full);
  const left = secondsLeft === null ? '' : `  ${Math.ceil(secondsLeft)} s left`;
  const text = `${Math.floor(share * 100)} %  ${bytesInWords(bytesRead)} of ${bytesInWords(bytesTotal)}  ${rate}${left}`;
  return <Line text={` Loading ${theme.paint('accent', bar)} ${fitTo(`${text}   Ctrl-C stop`, width - BAR - 10)}`} />;
}
