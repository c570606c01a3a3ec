/**
 * The options that tcptrace does not have. They have long names only, which may not be shortened (`_` stands for `-`),
 * take their value as `--name=VALUE` or `--name VALUE`, and may follow the file names.
 */
import { readLinkTypeMapping, readTunnelPort, TUNNEL_WORDS } from '../analysis/openings.ts';
import { checkPromptFilter } from '../filter/prompt.ts';
import type { ExportFormat } from '../report/export.ts';
import { EXPORTS, type ExportId } from '../report/exports.ts';
import { UsageError } from '../report/usage-error.ts';
import { READING_FORMS, readingNamed } from '../stream/choice.ts';
import type { Draft } from './draft.ts';
import type { Theme } from './request.ts';
import { host, oneOf, ports, size, time, wholeNumber } from './values.ts';

interface ModernBase {
  readonly name: string;
  readonly section: ModernSection;
  readonly help: string;
  /** Given on the command line it chooses the report. */
  readonly choosesReport?: true;
}

export type ModernSection = 'reports' | 'which packets' | 'reading' | 'the rest';

export type ModernOption =
  | (ModernBase & { readonly takes: 'nothing'; readonly set: (draft: Draft) => void })
  | (ModernBase & {
      readonly takes: 'value';
      /** As --help shows it: "FILE.md". */
      readonly placeholder: string;
      readonly read: (draft: Draft, value: string, option: string) => void;
    });

/** Connections that can be kept where others are retired: a row of 1.5 kB for each. */
const MOST_KEPT = 2 ** 22;

const THEMES: readonly Theme[] = ['dark', 'light', '16', 'mono'];

function exportOption({ id, option }: ExportFormat & { id: ExportId }): ModernOption[] {
  if (option === null) return [];
  const { name, placeholder, help } = option;
  const base = { name, help, section: 'reports', choosesReport: true } as const;
  const ask = (draft: Draft, value: string | null): void => {
    draft.reports.set(id, value);
  };
  if (placeholder === null) return [{ ...base, takes: 'nothing', set: (draft) => ask(draft, null) }];
  return [{ ...base, takes: 'value', placeholder, read: ask }];
}

export const MODERN_OPTIONS: readonly ModernOption[] = [
  ...EXPORTS.flatMap(exportOption),
  {
    name: 'pf',
    section: 'reports',
    help: "write the numbers of the connections listed to FILE (tcptrace's file PF, for -oFILE)",
    choosesReport: true,
    takes: 'value',
    placeholder: 'FILE',
    read: (draft, value) => {
      draft.switches.connectionListFile = value;
    },
  },
  {
    name: 'fields',
    section: 'reports',
    help: 'with --json only these fields; core is what people ask for (docs/schema, docs/statistics.md)',
    takes: 'value',
    placeholder: 'core|a,b',
    read: (draft, value) => {
      draft.fields = value;
    },
  },
  {
    name: 'force',
    section: 'reports',
    help: 'replace files that --report and --pf name; without it only new and empty files are written',
    takes: 'nothing',
    set: (draft) => {
      draft.force = true;
    },
  },
  {
    name: 'fail-on',
    section: 'reports',
    help: "with --findings or --report: exit code 3 where a finding is so grave, '!!' or '!'",
    takes: 'value',
    placeholder: 'GRAVE',
    read: (draft, value, option) => {
      draft.failOn = oneOf(option, ['!!', '!'] as const, value);
    },
  },
  {
    name: 'from',
    section: 'which packets',
    help: 'from this time on: 2026-01-31T10:05:00 (local, or with Z) or +12.5s after the first packet',
    takes: 'value',
    placeholder: 'TIME',
    read: (draft, value, option) => {
      draft.cuts.from = time(option, value);
    },
  },
  {
    name: 'to',
    section: 'which packets',
    help: 'up to this time',
    takes: 'value',
    placeholder: 'TIME',
    read: (draft, value, option) => {
      draft.cuts.to = time(option, value);
    },
  },
  {
    name: 'host',
    section: 'which packets',
    help: 'from or to this address or network; may be repeated',
    takes: 'value',
    placeholder: 'A[/len]',
    read: (draft, value, option) => {
      draft.cuts.hosts.push(host(option, value));
    },
  },
  {
    name: 'port',
    section: 'which packets',
    help: 'from or to this port or range of ports; may be repeated',
    takes: 'value',
    placeholder: 'P[-Q]',
    read: (draft, value, option) => {
      draft.cuts.ports.push(ports(option, value));
    },
  },
  {
    name: 'filter',
    section: 'which packets',
    help: "connections that match, in the words of the screen's filter: 'port:443 rtx:>3'",
    takes: 'value',
    placeholder: 'EXPR',
    read: (draft, value, option) => {
      const problem = checkPromptFilter(value);
      if (problem !== null) throw new UsageError(`${option}: ${problem}`);
      draft.selection.words = value;
    },
  },
  {
    name: 'follow',
    section: 'reading',
    help: 'keep reading: another program is still writing the (last) file',
    takes: 'nothing',
    set: (draft) => {
      draft.follow = true;
    },
  },
  {
    name: 'spool-limit',
    section: 'reading',
    help: 'bytes kept of standard input or a live capture (1GB)',
    takes: 'value',
    placeholder: 'SIZE',
    read: (draft, value, option) => {
      draft.spoolLimit = size(option, value);
    },
  },
  {
    name: 'keep-connections',
    section: 'reading',
    help: 'of a stream without end keep N connections; closed ones are retired first, then the idlest (docs/captures.md)',
    takes: 'value',
    placeholder: 'N',
    read: (draft, value, option) => {
      draft.keepConnections = wholeNumber(option, value, 1, MOST_KEPT);
    },
  },
  {
    name: 'decode-as',
    section: 'reading',
    help: `what is spoken at a port, where it is not recognised: ${READING_FORMS.join(', ')}; may be repeated`,
    takes: 'value',
    placeholder: 'PORT=NAME',
    read: (draft, value, option) => {
      const [port, form] = splitAtEquals(value);
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
        throw new UsageError(`${option}: '${value}' is no PORT=NAME`);
      const reading = readingNamed(form);
      if (typeof reading === 'string') throw new UsageError(`${option}: ${reading}`);
      draft.decodeAs.push({ port: Number(port), form });
    },
  },
  {
    name: 'tunnel',
    section: 'reading',
    help: `look for a tunnel at this UDP port too: vxlan=4790 (${TUNNEL_WORDS}); may be repeated`,
    takes: 'value',
    placeholder: 'NAME=PORT',
    read: (draft, value, option) => {
      const port = readTunnelPort(value);
      if (port === null)
        throw new UsageError(`${option}: '${value}' is no tunnel and port; write vxlan=4790 (or ${TUNNEL_WORDS})`);
      draft.openings.tunnels.push(port);
    },
  },
  {
    name: 'link-type',
    section: 'reading',
    help: 'read frames of a link type as those of another: 147=ethernet, 148=ip; may be repeated',
    takes: 'value',
    placeholder: 'N=NAME',
    read: (draft, value, option) => {
      const mapping = readLinkTypeMapping(value);
      if (mapping === null)
        throw new UsageError(`${option}: '${value}' maps no link type; write 147=ethernet, 147=ip or 147=113`);
      draft.openings.linkTypes.push(mapping);
    },
  },
  {
    name: 'jobs',
    section: 'reading',
    help: 'threads that analyse, as far as the report allows several (by file size and processors)',
    takes: 'value',
    placeholder: 'N',
    read: (draft, value, option) => {
      draft.jobs = wholeNumber(option, value);
    },
  },
  {
    name: 'theme',
    section: 'the rest',
    help: `colours: ${THEMES.join(', ')}; without it NO_COLOR and the terminal decide`,
    takes: 'value',
    placeholder: 'NAME',
    read: (draft, value, option) => {
      draft.theme = oneOf(option, THEMES, value);
    },
  },
  {
    name: 'help',
    section: 'the rest',
    help: 'this text',
    takes: 'nothing',
    set: (draft) => {
      draft.answer = { kind: 'help' };
    },
  },
  {
    name: 'version',
    section: 'the rest',
    help: 'the version',
    takes: 'nothing',
    set: (draft) => {
      draft.answer = { kind: 'version', stream: 'stdout' };
    },
  },
];

/** "8443=tls" → "8443" and "tls". */
function splitAtEquals(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
