import { Menu } from '../components/menu.tsx';

interface Props {
  /** What will happen. */
  question: string;
  yes: string;
  run(): void;
  close(): void;
}

/** Asks before something that cannot be taken back; the harmless answer comes first. */
export function Confirm({ question, yes, run, close }: Props) {
  const items = [
    { label: 'no, leave it', stroke: 'n', run: () => {} },
    { label: yes, stroke: 'y', run },
  ];
  return <Menu title={question} items={items} close={close} />;
}
