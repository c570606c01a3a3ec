/**
 * The shape of a protocol. One is a file under protocols/ and a line in protocols/registry.ts: it says whether a connection
 * speaks it, and, opened for a connection, what the next bytes of either end are. It never keeps bytes, knows no segments and
 * no screen: dialogue.ts hands it what came, in order, keeps what it cannot use yet, passes over what it need not see, makes
 * units and exchanges of what it says, and looks after gaps and bounds. Text that it hands out is made safe there as well.
 */
import type { End, Role, Unit } from './unit.ts';

/** Bytes of an end that are kept for a parser that wants more; at more, they are not believed to be its protocol. */
export const MOST_UNREAD = 256 * 1024;
/** Bytes of each end that `recognise` is shown at most. */
export const OPENING_BYTES = 2048;
/** Bytes of a unit that `describe` is given at most. */
export const MOST_DESCRIBED = 4 * 2 ** 20;

export interface Protocol {
  /** As users type it and lists show it, lower case: "http". */
  readonly name: string;
  /** As people write it: "HTTP/1". */
  readonly title: string;
  /** Usual ports of servers. They decide only where the first bytes do not. */
  readonly ports: readonly number[];
  recognise(opening: Opening): Recognition;
  /** Begins with a connection, or with the rest of one after a switch (STARTTLS, CONNECT). */
  open(): Parser;
  /**
   * A unit at length. May throw or be wrong about damaged bytes, in which case they are shown as text or hex; bounded in time
   * and size for any bytes. Absent: its bytes say all there is to say.
   */
  describe?(unit: Described): Detail;
}

/** The first bytes that both ends sent, at least one in all. */
export interface Opening {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** `yes`: nothing else begins so. `perhaps`: nothing speaks against it; it is taken where the port is usual. */
export type Recognition = 'yes' | 'perhaps' | 'no';

/** A protocol on one connection, with what it remembers of it: bounded, whatever comes. */
export interface Parser {
  /**
   * What the next bytes of that end are. `bytes` (never empty) are all that have come and were not taken yet; they are good
   * only until this returns.
   */
  read(from: End, bytes: Uint8Array): Step;
  /**
   * Bytes of that end are missing, or were not this protocol: what was remembered of it may be wrong. Reading goes on where
   * `resume` finds a beginning, or else at that end's next turn. Absent: nothing is remembered.
   */
  lost?(from: End): void;
  /** Index of the first byte at which a unit surely begins, in bytes after a gap; -1 = none in these. Absent: not to be told. */
  resume?(from: End, bytes: Uint8Array): number;
}

export type Step =
  | Take
  /** It cannot be told before there are `least` bytes (more than there are). */
  | { readonly kind: 'more'; readonly least: number }
  /** It cannot be told before the other end has said something. */
  | { readonly kind: 'wait' }
  /** These bytes are not this protocol. */
  | { readonly kind: 'foreign' }
  /** From here on this end speaks another protocol, and so will the other end; null = see which. */
  | { readonly kind: 'switch'; readonly to: Protocol | null };

/** The next `length` bytes begin a unit, or go on with the one that is open. */
export interface Take {
  readonly kind: 'take';
  /** At least 1; they need not have come yet. Infinity: all until this end stops sending. */
  readonly length: number;
  /** The unit is over with the last of them. */
  readonly ends: boolean;
  /** What is known of the unit by now; of one that is open, what has changed. */
  readonly about: About;
}

export interface About {
  readonly kind?: string;
  readonly role?: Role;
  /** What a person would say; its first line, cut to what lists show. */
  readonly words?: string;
  readonly status?: string;
  readonly failed?: boolean;
  /** The name that is asked for: HTTP's Host, TLS's server name. */
  readonly host?: string;
  /** Number of the exchange, where replies name the request they answer; else they come in order. */
  readonly key?: number;
}

/** A unit of so many bytes. */
export const unit = (length: number, about: About): Take => ({ kind: 'take', length, ends: true, about });
/** So many bytes of a unit that goes on after them. */
export const part = (length: number, about: About = {}): Take => ({ kind: 'take', length, ends: false, about });
/** The last so many bytes of a unit. */
export const last = (length: number, about: About = {}): Take => ({ kind: 'take', length, ends: true, about });
export const more = (least: number): Step => ({ kind: 'more', least });
export const WAIT: Step = { kind: 'wait' };
export const FOREIGN: Step = { kind: 'foreign' };

/** A unit to describe. */
export interface Described extends Pick<Unit, 'kind' | 'role'> {
  /** Its bytes up to the first gap, at most MOST_DESCRIBED; all of them, if there are no more than `size`. */
  readonly bytes: Uint8Array;
  readonly size: number;
}

export interface Detail {
  /** "HTTP request", "TLS ClientHello". */
  readonly title: string;
  /** Lines of text as they are, any characters in them. */
  readonly lines: readonly string[];
  readonly body: Body | null;
}

/** What a unit carries, with everything taken off that was put on for the way: chunks, compression, quoting. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Media type as the unit states it: "text/html; charset=utf-8"; null = it does not. */
  readonly type: string | null;
  /** What is not as it should be: "(the gzip data could not be unpacked)"; null = nothing. */
  readonly note: string | null;
}
