import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Session } from '../../session/session.ts';
import { Lines } from '../components/line.tsx';
import { useTheme } from '../hooks/contexts.ts';
import { wrapWords } from '../terminal/width.ts';
import { SEVERITY_ROLE } from './findings-block.tsx';

interface Sentence {
  severity: Finding['severity'];
  text: string;
}

interface Props extends Sentence {
  width: number;
  height: number;
}

/** What is to be said of the chosen finding, or of the chosen connection. */
export function sentenceOf(session: Session, chosen: Finding | ConnectionRow | null): Sentence {
  if (typeof chosen === 'object' && chosen !== null)
    return { severity: chosen.severity, text: `${chosen.what}. ${chosen.why}` };
  const verdict = chosen === null ? null : session.verdict(chosen);
  if (chosen === null || verdict === null) return { severity: '.', text: '' };
  return { ...verdict, text: `#${session.store.number(chosen)} ${verdict.text}` };
}

/** A sentence under the list, wrapped. */
export function SentenceLines({ severity, text, width, height }: Props) {
  const theme = useTheme();
  const lines = wrapWords(text, width - 5).map(
    (line, row) => ` ${theme.paint(SEVERITY_ROLE[severity], (row === 0 ? severity : '').padEnd(2))} ${line}`,
  );
  return <Lines lines={text === '' ? [] : lines} width={width} height={height} />;
}
