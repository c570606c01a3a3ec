import { saveText } from '../../session/session.ts';
import { Menu } from '../components/menu.tsx';
import { useDesk } from '../hooks/use-desk.ts';
import { useKept } from '../hooks/use-kept.ts';

export type GraphFormat = 'svg' | 'csv' | 'xpl';

interface Props {
  /** The file name first proposed, without its ending. */
  stem: string;
  /** Those that can hold this graph. */
  formats: readonly GraphFormat[];
  text(format: GraphFormat): string;
}

const LABELS: Record<GraphFormat, string> = {
  svg: 'this view as a picture (SVG)',
  csv: 'the values of this view (CSV)',
  xpl: 'this view for xplot (xpl)',
};

/** Writes the graph as it is seen: asks how, then where to. */
export function WriteGraph({ stem, formats, text }: Props) {
  const desk = useDesk();
  const [history] = useKept<string[]>('write.history', []);
  const items = formats.map((format) => ({
    label: LABELS[format],
    run: () =>
      desk.ask({
        label: 'file:',
        initial: `${stem}.${format}`,
        history,
        hint: 'Enter write   Esc cancel',
        accept: (path) =>
          saveText(path, text(format)).then(
            (written) => desk.say(written, 'good'),
            (failure: Error) => desk.say(failure.message, 'bad'),
          ),
      }),
  }));
  return <Menu title="Write the graph" items={items} close={() => desk.show(null)} />;
}
