/**
 * What the command line asks for: one of these, settled before anything is opened.
 */
import type { ReportRequest } from '../report/exports.ts';
import type { CaptureRequest, PathRequest } from '../report/request.ts';

export type Theme = 'dark' | 'light' | '16' | 'mono';

export type Request =
  | ReportRequest
  | PathRequest
  | { kind: 'screen'; capture: CaptureRequest; theme: Theme | null }
  | {
      kind: 'live';
      interface: string;
      filter: string;
      /** Bytes of traffic kept. */
      spoolLimit: number;
      capture: CaptureRequest;
      theme: Theme | null;
    }
  | { kind: 'proxy'; arguments: readonly string[] }
  | {
      kind: 'resend';
      capture: CaptureRequest;
      /** Its number, from 1, or its letters (a2b). */
      connection: string;
      /** host:port, [v6]:port, unix:/path or tls://host:port */
      target: string;
      /** As answers come, or when it was sent first. */
      timing: 'answers' | 'original';
    }
  /** The whole help (stdout) or the version (tcptrace's -v wants it on stderr). */
  /** What kinds of findings mean; none = all. */
  | { kind: 'explain'; ids: readonly string[] }
  | { kind: 'help' }
  | { kind: 'version'; stream: 'stdout' | 'stderr' }
  /** Print and exit: a help topic, usage (exit 2, on stderr). */
  | { kind: 'say'; text: string; stream: 'stdout' | 'stderr'; exitCode: number };
