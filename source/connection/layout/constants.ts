/** Numbers that both languages go by. */

/** Bits of `facts`, a column of the batch. */
export const Fact = {
  /** Opened its connection. */
  opened: 1,
  hardwareDuplicate: 2,
  /** The first SACK block is a DSACK by tcptrace's test. */
  dsack: 4,
  /** Both sides have sent the window scale option, this segment's included. */
  bothScale: 8,
  /** It resends data (SentKind.resent); known once the traffic stage has accounted for it, where that looks at round trips. */
  resent: 16,
  /** A UDP datagram whose pair is not ignored; no fact of any other packet that is not a TCP segment means something. */
  datagram: 32,
} as const;

/** Bits of `optionsSent`. */
export const OptionSent = { windowScale: 1, timestamps: 2, sackPermitted: 4 } as const;

/** Bits of `trafficMarks`. */
export const TrafficMark = {
  /** A window of this side was scaled for sure (tcptrace's "scaled"). */
  scaled: 1,
  /** Data of this side has been acknowledged beyond its SYN (ends the other side's initial window). */
  dataAcked: 2,
  /** A SYN or FIN came again with another sequence number. */
  movedEnds: 4,
  /** This side has acknowledged something, resets aside. */
  acknowledged: 8,
  /** The side has sent a packet. */
  seen: 16,
  /** `sentEnd` means something. */
  sent: 32,
} as const;

/** What `quarters` holds. A sequence number's quarter is its two highest bits. */
export const QuarterBits = {
  /** A bit for each quarter of the sequence space visited since the last wrap. */
  visited: 0xf,
  /** Above them the segment store's current quarter plus one. */
  currentShift: 4,
} as const;

/** What an acknowledgement did to the segments it covers. */
export const AckKind = { none: 0, cumulative: 1, sample: 2, noSample: 3, ambiguous: 4, triple: 5 } as const;

/** What a segment is as one of its sender's (docs/findings.md, "Segments"). */
export const SentKind = {
  /** New numbers or none; SYN and FIN again. */
  other: 0,
  /** Data that was sent before and may be waited for, whether the capture has the first copy or not. */
  resent: 1,
  /** Fills a hole, but was only overtaken. */
  overtaken: 2,
  /** Fills a hole, and had been acknowledged: the capture has it late. */
  late: 3,
  keepAlive: 4,
  windowProbe: 5,
  /** The capture has the packet twice. */
  copy: 6,
} as const;

/** How duplicate acknowledgements are recognised. */
export const DuplicateRule = {
  /** As BSD does: no payload, same number, same window as the acknowledgement before. */
  bsd: 0,
  /** Same number, payload or not; triple only without payload. */
  number: 1,
  /** Same number, payload or not. */
  numberWithData: 2,
} as const;

/** Kinds of TCP options: https://www.iana.org/assignments/tcp-parameters */
export const OptionKind = {
  end: 0,
  noOperation: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
} as const;

/** The least, the most, the sum and the sum of squares of samples: indexes of a field of four doubles. */
export const Moment = { min: 0, max: 1, sum: 2, sumOfSquares: 3 } as const;

/** Bytes of a pair of IPv6 addresses, A first. */
export const ADDRESS_PAIR = 32;
/** `direction` of a packet that no later stage looks at. */
export const NOBODY = 0xffff_ffff;
/** `mss` where the option is absent. */
export const NO_MSS = 0xffff;
