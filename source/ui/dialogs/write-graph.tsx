import { saveText } from '../../report/output-file.ts';
import { Menu } from '../components/menu.tsx';
import { useMemory } from '../hooks/contexts.ts';
import { useDesk } from '../hooks/use-desk.ts';

const FORMATS = ['svg', 'csv', 'xpl'] as const;
export type GraphFormat = (typeof FORMATS)[number];

interface Props {
  /** The file name first proposed, without its ending. */
  stem: string;
  text(format: GraphFormat): string;
}

const LABELS: Record<GraphFormat, string> = {
  svg: 'this view as a picture (SVG)',
  csv: 'the values of this view (CSV)',
  xpl: 'this view for xplot (xpl)',
};

/** Writes the graph as it is seen: asks how, then where to. */
export function WriteGraph({ stem, text }: Props) {
  const desk = useDesk();
  const history = useMemory<string[]>('write.history', []);
  const items = FORMATS.map((format) => ({
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
