/** What an IP packet carries. */
export interface Carried {
  /** Offset of the IP header. */
  readonly ip: number;
  readonly protocol: number;
  /** Offset of the first byte carried. */
  readonly at: number;
  /** Offset one past the last byte that was captured, and past the last by the IP header; both may lie before `at`. */
  readonly end: number;
  readonly wireEnd: number;
  /** Of a packet in fragments not the first: what it carries has no header. */
  readonly isLaterFragment: boolean;
  /** Why no checksum over all of it can be told right or wrong; null = it can be where all was captured. */
  readonly unchecked: string | null;
}
