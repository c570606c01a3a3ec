/**
 * The processes that packets are of, where the capturing program knew: in comments, as ptcpdump, rustnet and etl2pcapng write them, or
 * in the blocks of Darwin's tcpdump.
 */

export interface Process {
  readonly pid: number | null;
  /** As the kernel or the command line calls it, without its folder. */
  readonly name: string | null;
  readonly container: string | null;
  /** "namespace/name". */
  readonly pod: string | null;
}

/** What a packet's process is called in PacketBatch: 0 = not known; else one more than its place in `known`. */
const MOST_PROCESSES = 2 ** 16 - 2;
/** Comments whose meaning is remembered; most packets of a process have the same. */
const MOST_COMMENTS = 4096;
const LONGEST_TEXT = 2048;
const LONGEST_NAME = 128;
/** Of a container that is known by its number alone, as docker ps shows it. */
const SHORT_ID = 12;

export class Processes {
  readonly known: Process[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #byComment = new Map<string, number>();

  /** 0 = they are too many. */
  numberOf(told: Process): number {
    const process = {
      ...told,
      name: printable(told.name),
      container: printable(told.container),
      pod: printable(told.pod),
    };
    const key = JSON.stringify(process);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.known.length === MOST_PROCESSES) return 0;
    const number = this.known.push(process);
    this.#numbers.set(key, number);
    return number;
  }

  /** Of the process that the comment tells of, 0 = of none. */
  ofComment(comment: string): number {
    const known = this.#byComment.get(comment);
    if (known !== undefined) return known;
    const process = processIn(comment);
    const number = process === null ? 0 : this.numberOf(process);
    if (this.#byComment.size < MOST_COMMENTS && comment.length <= LONGEST_TEXT) this.#byComment.set(comment, number);
    return number;
  }
}

/**
 * "pid=4242 process=curl" (rustnet), "PID=4242" (etl2pcapng), "PID: 4242\nCmd: /usr/bin/curl\nContainerName: web\nPodName: …" (ptcpdump):
 * a name, an equals sign or a colon, a value; the parent's do not count.
 */
const value = (names: string): RegExp => new RegExp(`(?:^|[\\s,;(])(?:${names})\\s*[=:]\\s*"?([^\\s,;()"]+)`, 'i');
const PID = value('pid');
const NAME = value('process|process_?name|proc|cmd|command|comm|exe');
const CONTAINER = value('container|container_?name');
const CONTAINER_ID = value('container_?id');
const POD = value('pod|pod_?name');
const NAMESPACE = value('pod_?namespace|namespace');

/** null = it tells of no process. */
export function processIn(comment: string): Process | null {
  const text = comment.slice(0, LONGEST_TEXT);
  const first = (pattern: RegExp): string | null => pattern.exec(text)?.[1].slice(0, LONGEST_NAME) ?? null;
  const pid = /^\d{1,10}$/.exec(first(PID) ?? '')?.[0] ?? null;
  const name = first(NAME);
  const container = first(CONTAINER) ?? first(CONTAINER_ID)?.slice(0, SHORT_ID) ?? null;
  const pod = first(POD);
  if (pid === null && container === null && pod === null) return null;
  const namespace = first(NAMESPACE);
  return {
    pid: pid === null ? null : Number(pid),
    name: name === null ? null : withoutFolder(name),
    container,
    pod: pod === null || namespace === null ? pod : `${namespace}/${pod}`,
  };
}

/** What somebody wrote is printed in lists and reports. */
const printable = (text: string | null): string | null => text?.slice(0, LONGEST_NAME).replace(/\p{C}/gu, '?') ?? null;

const withoutFolder = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;
