/** docs/exports.md, made from the table of exports. */
import type { ExportFormat } from '../../source/report/export.ts';
import { EXPORTS } from '../../source/report/exports.ts';

const INTRODUCTION = `# Exports

In what forms the program hands out what it knows: by an option of the command line, by \`w\` and \`:write\` on the screen, or
by both. \`:write NAME\` proposes the form that the name ends in. \`--json\` beside an option marked with \\* gives that report as
JSON; \`--csv\`, \`--tsv\` and \`--sv=…\` separate the values of the tables.
`;

const NEEDS: Record<ExportFormat['needs'], string> = {
  connections: 'all connections read',
  packets: 'the packets in their order',
  messages: 'the bytes of the connection',
  findings: 'problems looked for',
};

function row({ option, dialog, needs }: ExportFormat): string {
  const cells = [
    option === null
      ? ''
      : `\`--${option.name}${option.placeholder === null ? '' : ` ${option.placeholder}`}\`${option.asJson ? ' \\*' : ''}`,
    dialog?.label ?? '',
    dialog === null ? '' : `\`.${dialog.extension}\``,
    NEEDS[needs],
    option?.help ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

export const exportsPage = (): string =>
  `${INTRODUCTION}
| option | on the screen (\`w\`) | file | needs | what it is |
|---|---|---|---|---|
${EXPORTS.map(row).join('\n')}
`;
