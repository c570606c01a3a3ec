/** PostgreSQL messages, https://www.postgresql.org/docs/current/protocol-message-formats.html. */
import { safeBytes } from '../safe-text.ts';
import { type Decoder, onPort } from './decoder.ts';

const MOST_LINES = 5000;
const VERSION_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;

const FROM_CLIENT: Record<string, string> = {
  Q: 'Query',
  P: 'Parse',
  B: 'Bind',
  E: 'Execute',
  D: 'Describe',
  C: 'Close',
  S: 'Sync',
  H: 'Flush',
  X: 'Terminate',
  p: 'password or SASL answer',
  d: 'CopyData',
  c: 'CopyDone',
  f: 'CopyFail',
  F: 'FunctionCall',
};
const FROM_SERVER: Record<string, string> = {
  R: 'Authentication',
  S: 'ParameterStatus',
  K: 'BackendKeyData',
  Z: 'ReadyForQuery',
  T: 'RowDescription',
  D: 'DataRow',
  C: 'CommandComplete',
  E: 'ErrorResponse',
  N: 'NoticeResponse',
  1: 'ParseComplete',
  2: 'BindComplete',
  3: 'CloseComplete',
  n: 'NoData',
  t: 'ParameterDescription',
  I: 'EmptyQueryResponse',
  A: 'NotificationResponse',
  G: 'CopyInResponse',
  H: 'CopyOutResponse',
  d: 'CopyData',
  c: 'CopyDone',
  s: 'PortalSuspended',
};

export const postgresql: Decoder = {
  name: 'PostgreSQL',
  priority: 65,
  decode(input) {
    const { bytes, side, ports } = input;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const startup = startupLines(bytes, view);
    if (startup !== null) return { title: 'PostgreSQL startup', lines: startup };
    const usual = onPort(input, 5432);
    if (!usual && !isWhole(bytes, view)) return null;
    const client = usual ? ports[side] !== 5432 : side === 0;
    const names = client ? FROM_CLIENT : FROM_SERVER;
    const lines: string[] = [];
    for (let at = 0; at < bytes.length && lines.length < MOST_LINES; ) {
      const name = names[String.fromCharCode(bytes[at])];
      const length = at + 5 <= bytes.length ? view.getUint32(at + 1) : 4;
      if (name === undefined || length < 4) return null;
      const body = bytes.subarray(at + 5, at + 1 + length);
      lines.push(describe(name, body));
      at += 1 + length;
    }
    return lines.length === 0 ? null : { title: 'PostgreSQL', lines };
  },
};

/** The lengths in it lead from message to message exactly to its end: what other protocols hardly do by chance. */
function isWhole(bytes: Uint8Array, view: DataView): boolean {
  let at = 0;
  while (at + 5 <= bytes.length) at += 1 + Math.max(4, view.getUint32(at + 1));
  return at === bytes.length && bytes.length > 0;
}

function startupLines(bytes: Uint8Array, view: DataView): string[] | null {
  if (bytes.length < 8 || view.getUint32(0) !== bytes.length) return null;
  const code = view.getUint32(4);
  if (code === SSL_REQUEST) return ['SSLRequest'];
  if (code === CANCEL_REQUEST) return ['CancelRequest'];
  if (code !== VERSION_3) return null;
  return ['StartupMessage', ...strings(bytes.subarray(8)).map((word) => `  ${word}`)];
}

function describe(name: string, body: Uint8Array): string {
  switch (name) {
    case 'Query':
    case 'Parse':
    case 'CommandComplete':
    case 'ParameterStatus':
      return `${name}  ${strings(body).join(' ')}`;
    case 'ErrorResponse':
    case 'NoticeResponse':
      return `${name}  ${strings(body)
        .filter((field) => 'SCMDH'.includes(field[0]))
        .map((field) => field.slice(1))
        .join(' ')}`;
    case 'DataRow':
      return `${name}  ${columns(body).join(' | ')}`;
    case 'password or SASL answer':
      return `${name}  (${body.length} bytes)`;
    default:
      return body.length === 0 ? name : `${name}  ${body.length} bytes`;
  }
}

/** NUL-terminated strings, at most 100. */
function strings(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length && found.length < 100; ) {
    const end = bytes.indexOf(0, at);
    const stop = end === -1 ? bytes.length : end;
    if (stop > at) found.push(safeBytes(bytes.subarray(at, Math.min(stop, at + 4096))));
    at = stop + 1;
  }
  return found;
}

function columns(body: Uint8Array): string[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const found: string[] = [];
  for (let at = 2; at + 4 <= body.length && found.length < 100; ) {
    const length = view.getInt32(at);
    at += 4;
    found.push(length < 0 ? 'NULL' : safeBytes(body.subarray(at, at + Math.min(length, 256))));
    at += Math.max(0, length);
  }
  return found;
}
