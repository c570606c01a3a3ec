/**
 * Every export: the options that ask for them, the dialog of `w`, `:write`, --help and docs/exports.md are made from this table.
 * A new one is a file and an entry here. Writers are loaded when they are asked for.
 */

import type { Severity } from '../findings/finding.ts';
import { SERVICE_KEYS } from '../stream/services.ts';
import type { ExportFormat, Form } from './export.ts';
import type { CaptureRequest } from './request.ts';

export const EXPORTS = [
  {
    id: 'raw',
    needs: 'messages',
    option: null,
    dialog: {
      label: 'data as it was sent',
      extension: 'raw',
      writer: async () => (await import('./conversations.ts')).saveRaw,
    },
  },
  {
    id: 'text',
    needs: 'messages',
    option: null,
    dialog: {
      label: 'conversation as text',
      extension: 'txt',
      writer: async () => (await import('./conversations.ts')).saveText,
    },
  },
  {
    id: 'hex',
    needs: 'messages',
    option: null,
    dialog: {
      label: 'conversation in hex',
      extension: 'hex',
      writer: async () => (await import('./conversations.ts')).saveHex,
    },
  },
  {
    id: 'pcapng',
    needs: 'packets',
    option: null,
    dialog: {
      label: 'packets (pcapng)',
      extension: 'pcapng',
      writer: async () => (await import('./pcapng.ts')).savePackets,
    },
  },
  {
    id: 'tcptrace',
    needs: 'connections',
    option: {
      name: 'plain',
      placeholder: null,
      help: "tcptrace's report instead of the screen",
      writer: async () => (await import('./tcptrace.ts')).tcptraceReport,
    },
    dialog: {
      label: 'tcptrace -lr text',
      extension: 'report',
      writer: async () => (await import('./long.ts')).saveLong,
    },
  },
  {
    id: 'json',
    needs: 'connections',
    option: {
      name: 'json',
      placeholder: null,
      help: 'one JSON object per connection, with all statistics; also for --interval, --findings, --exchanges, --services',
      writer: async () => (await import('./json.ts')).jsonReport,
    },
    dialog: {
      label: 'statistics (JSON)',
      extension: 'json',
      writer: async () => (await import('./json.ts')).saveJson,
    },
  },
  {
    id: 'columns',
    needs: 'connections',
    option: {
      name: 'columns',
      placeholder: 'a,b,c',
      help: 'these statistics as CSV (docs/statistics.md lists their names)',
      writer: async () => (await import('./columns.ts')).columnsReport,
    },
    dialog: {
      label: 'statistics (CSV)',
      extension: 'csv',
      writer: async () => (await import('./columns.ts')).saveCsv,
    },
  },
  {
    id: 'interval',
    needs: 'packets',
    option: {
      name: 'interval',
      placeholder: '10s',
      help: 'a table with a line for each 10s (500ms, 1min …); with --csv or --json in that form',
      asJson: true,
      writer: async () => (await import('./interval.ts')).intervalReport,
    },
    dialog: null,
  },
  {
    id: 'packets',
    needs: 'packets',
    option: {
      name: 'packets',
      placeholder: null,
      help: 'a line for each TCP segment: number, seconds, ends, flags, numbers, what it is; with -u for datagrams too',
      writer: async () => (await import('./packet-lines.ts')).packetsReport,
    },
    dialog: null,
  },
  {
    id: 'exchanges',
    needs: 'packets',
    option: {
      name: 'exchanges',
      placeholder: null,
      help: 'every request with its reply, status and waits, as they end; with --csv or --json in that form',
      asJson: true,
      writer: async () => (await import('./exchanges.ts')).exchangesReport,
    },
    dialog: null,
  },
  {
    id: 'services',
    needs: 'packets',
    option: {
      name: 'services',
      placeholder: 'KEY',
      help: `exchanges summed by ${SERVICE_KEYS.join(', ')}: counts, errors, waits, bytes; also as CSV or JSON`,
      asJson: true,
      writer: async () => (await import('./exchanges.ts')).servicesReport,
    },
    dialog: null,
  },
  {
    id: 'findings',
    needs: 'findings',
    option: {
      name: 'findings',
      placeholder: null,
      help: 'what is wrong, most time lost first',
      asJson: true,
      writer: async () => (await import('./findings.ts')).findingsReport,
    },
    dialog: null,
  },
  {
    id: 'markdown',
    needs: 'findings',
    option: {
      name: 'report',
      placeholder: 'FILE.md',
      help: 'a report in Markdown, to paste in a ticket',
      writer: async () => (await import('./markdown.ts')).markdownReport,
    },
    dialog: {
      label: 'report (Markdown)',
      labelOfAll: 'report of all listed (Markdown)',
      extension: 'md',
      writer: async () => (await import('./markdown.ts')).saveMarkdown,
    },
  },
] as const satisfies readonly ExportFormat[];

export type ExportId = (typeof EXPORTS)[number]['id'];

/** What is printed where nothing else is asked for. */
export const DEFAULT_EXPORT = 'tcptrace' satisfies ExportId;

export function exportOf(id: ExportId): ExportFormat {
  return EXPORTS.find((known) => known.id === id)!;
}

/** The export that files of this name usually hold; null = none does. */
export function exportFor(path: string): ExportId | null {
  return EXPORTS.find(({ dialog }) => dialog !== null && path.endsWith(`.${dialog.extension}`))?.id ?? null;
}

/** A report that the command line asks for. */
export interface ReportRequest {
  kind: 'report';
  report: ExportId;
  value: string | null;
  form: Form;
  fields: string | null;
  failOn: Severity | null;
  capture: CaptureRequest;
}
