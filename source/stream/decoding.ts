/** Which protocol reads which conversation: what the user chose for a service's port, else whatever is recognised. */
import { AUTOMATIC, type Reading, readingNamed } from './choice.ts';

/** Ports from here on are given to clients by common systems (Linux from 32768, RFC 6335 from 49152). */
const FIRST_EPHEMERAL = 32_768;

/** A choice: the connections to this port are read as the form says (choice.ts). */
export interface DecodeAs {
  port: number;
  form: string;
}

export class Decoding {
  readonly #byPort = new Map<number, { form: string; reading: Reading }>();

  /** The forms are good ones. */
  constructor(choices: readonly DecodeAs[] = []) {
    for (const { port, form } of choices) this.choose(port, form);
  }

  /** Forms as stream/choice.ts reads them; empty = recognise. Returns what is wrong; null = nothing. */
  choose(port: number, form: string): string | null {
    const reading = readingNamed(form);
    if (typeof reading === 'string') return reading;
    if (form === '') this.#byPort.delete(port);
    else this.#byPort.set(port, { form, reading });
    return null;
  }

  /** Of a connection between these ports. */
  of(ports: readonly [number, number]): Reading {
    return this.#chosen(ports)?.reading ?? AUTOMATIC;
  }

  /** As the user typed it; empty = recognised. */
  formOf(ports: readonly [number, number]): string {
    return this.#chosen(ports)?.form ?? '';
  }

  #chosen(ports: readonly [number, number]) {
    return this.#byPort.get(ports[1]) ?? this.#byPort.get(ports[0]);
  }
}

/** The port of the service, by which a choice is remembered: B's, unless only A's is a server's. */
export function servicePort([a, b]: readonly [number, number]): number {
  return a < FIRST_EPHEMERAL && b >= FIRST_EPHEMERAL ? a : b;
}
