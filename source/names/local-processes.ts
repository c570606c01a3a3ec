/**
 * Which processes of this host have TCP connections just now, by the inodes of their sockets: https://man7.org/linux/man-pages/man5/proc.5.html.
 * Elsewhere than on Linux, and of processes of others without the right to look, nothing is found.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

export interface LocalProcess {
  readonly pid: number;
  /** As the kernel calls it, at most 15 characters. */
  readonly name: string;
  /** First 12 digits of its container's number; null = it is in none that its control group names. */
  readonly container: string | null;
}

/** Looked at of a process, and processes, at most. */
const MOST_FILES = 65_536;
const MOST_PROCESSES = 32_768;

/** In /proc/net/tcp: number, local end, remote end, state, queues, timer, retransmissions, user, time-out, inode. */
const LOCAL_END = 1;
const INODE = 9;

/** "socket:[12345]" */
const SOCKET = /^socket:\[(\d+)\]$/;
const CONTAINER = /(?:docker|containerd|crio|libpod|kubepods)[^\n]*?([0-9a-f]{12})[0-9a-f]{52}/;

/** By the end that is theirs: its address in hexadecimal digits, network byte order, a colon and the port. */
export async function localProcesses(root = '/proc'): Promise<ReadonlyMap<string, LocalProcess>> {
  const ends = new Map<string, string>();
  for (const table of ['net/tcp', 'net/tcp6']) {
    for (const line of (await textOf(path.join(root, table))).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const end = endOf(fields[LOCAL_END] ?? '');
      if (end !== null && fields[INODE] !== undefined && fields[INODE] !== '0') ends.set(fields[INODE], end);
    }
  }
  const found = new Map<string, LocalProcess>();
  if (ends.size === 0) return found;
  const processes = (await namesIn(root)).filter((name) => /^\d+$/.test(name)).slice(0, MOST_PROCESSES);
  for (const pid of processes) {
    const folder = path.join(root, pid);
    const theirs: string[] = [];
    for (const file of (await namesIn(path.join(folder, 'fd'))).slice(0, MOST_FILES)) {
      const [, inode] = SOCKET.exec(await readlink(path.join(folder, 'fd', file)).catch(() => '')) ?? [];
      const end = ends.get(inode ?? '');
      if (end !== undefined) theirs.push(end);
    }
    if (theirs.length === 0) continue;
    const name = (await textOf(path.join(folder, 'comm'))).trim();
    const [, container = null] = CONTAINER.exec(await textOf(path.join(folder, 'cgroup'))) ?? [];
    // A socket that several share is the first one's, whose number is the lowest: the parent's.
    for (const end of theirs) if (!found.has(end)) found.set(end, { pid: Number(pid), name, container });
  }
  return found;
}

/** "0100007F:1F90": words of 4 bytes in the host's order, which is taken to be little-endian. IPv4 in IPv6 is IPv4. */
function endOf(field: string): string | null {
  const [, address, port] = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(field) ?? [];
  if (address === undefined) return null;
  const bytes = address.toLowerCase().replace(/(..)(..)(..)(..)/g, '$4$3$2$1');
  const inIpv4 = bytes.startsWith('00000000000000000000ffff') ? bytes.slice(24) : bytes;
  return `${inIpv4}:${Number.parseInt(port, 16)}`;
}

/** Processes end while they are looked at. */
const textOf = (file: string): Promise<string> => readFile(file, 'latin1').catch(() => '');
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
