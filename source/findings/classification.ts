/** What a segment can turn out to be, and the words for it. */

export type SegmentKind =
  /** Only an acknowledgement, or a reset. */
  | 'control'
  /** Data, SYN or FIN for the first time, in order. */
  | 'new'
  /** The same, with a hole before it. */
  | 'ahead'
  /** Fills a hole so soon that it was only overtaken. */
  | 'out of order'
  /** In the capture twice: no event on the network. */
  | 'capture copy'
  /** Captured after its own acknowledgement: order of the capture, not of the network. */
  | 'captured late'
  | 'keep-alive'
  | 'zero-window probe'
  | 'SYN again'
  | 'FIN again'
  /** Resent after a silence as long as the retransmission timer. */
  | 'timeout'
  /** Resent on three duplicate acknowledgements or a SACK. */
  | 'fast retransmission'
  /** The last segment resent early (RFC 8985 section 7). */
  | 'tail loss probe'
  /** Resent although it had arrived. */
  | 'spurious'
  /** Resent, for none of these reasons: mostly after a timeout, clocked by acknowledgements. */
  | 'retransmission';

/** About the segment classified last; reused. */
export class Classification {
  kind: SegmentKind = 'control';
  /** Offset of its first sequence number in its side's stream, and after its last. */
  start = 0;
  end = 0;
  /** Payload bytes nobody had seen. */
  fresh = 0;
  /** µs since the same bytes were last sent (retransmissions), or were jumped over (fills); 0 otherwise. */
  gap = 0;
  /** Transmissions of these bytes so far, as seen here. */
  transmissions = 1;
  /** µs that the sender waited for its retransmission timer before it resent this; 0 = for something else. */
  timer = 0;
  /** It reaches beyond all that its side has sent so far. */
  frontier = false;
  /** The TCP checksum; unknown where the payload was cut or its host leaves checksums to the network card. */
  checksum: 'good' | 'wrong' | 'unknown' = 'unknown';
  /** Sent again, sooner than for any loss, with less payload than the full segment it is the beginning of. */
  cut = false;
  /** The first copy had a wrong checksum. */
  repairs = false;
  /** Sent again with other bytes. */
  changed = false;
  /** Retransmissions that this acknowledgement shows to have been needless, by its timestamp (RFC 3522). */
  needless = 0;
  /** A SACK block of numbers that were never sent. */
  foreignSack = false;
  /** Where the first copy was lost: it never came by here, or it was seen and lost later. */
  lost: 'before' | 'after' | 'unknown' = 'unknown';
  /** Bytes that this acknowledgement covers but the capture lacks. */
  unseen = 0;
  /** Bytes of this segment that had been acknowledged before it was captured. */
  late = 0;
  /** Round-trip time of the other side's data that this segment acknowledges, µs; -1 = no sample. */
  rtt = -1;
  /** This acknowledges new data of the other side. */
  advances = false;
  /** Packets of this side that were sent since its last one and never came by, by the IP identification; 0 = none, or unknown. */
  skipped = 0;
  /** Which repeat of the acknowledgement this is; 0 = none. */
  duplicateAck = 0;
  keepAliveAnswer = false;
  probeAnswer = false;
  zeroWindow = false;
  windowUpdate = false;
  windowFull = false;
  duplicateSack = false;
  sackBlocks = 0;
}

/** Words for a packet list: "fast retransmission", "duplicate ACK 3", "zero window", … */
export function marksOf(found: Classification): string[] {
  const marks: string[] = [];
  if (found.kind !== 'control' && found.kind !== 'new') marks.push(KIND_WORDS[found.kind]);
  if (found.duplicateAck > 0) marks.push(`duplicate ACK ${found.duplicateAck}`);
  if (found.keepAliveAnswer) marks.push('keep-alive ACK');
  if (found.probeAnswer) marks.push('probe ACK');
  if (found.zeroWindow) marks.push('zero window');
  if (found.windowUpdate) marks.push('window update');
  if (found.windowFull) marks.push('window full');
  if (found.unseen > 0) marks.push('acknowledges what was not captured');
  if (found.checksum === 'wrong') marks.push('wrong checksum');
  if (found.changed) marks.push('other content than before');
  if (found.foreignSack) marks.push('SACK of what was never sent');
  else if (found.sackBlocks > 0) marks.push(found.duplicateSack ? 'DSACK' : `SACK ${found.sackBlocks}`);
  return marks;
}

const KIND_WORDS: Record<Exclude<SegmentKind, 'control' | 'new'>, string> = {
  ahead: 'previous segment not captured',
  'out of order': 'out of order',
  'capture copy': 'captured twice',
  'captured late': 'captured late',
  'keep-alive': 'keep-alive',
  'zero-window probe': 'zero-window probe',
  'SYN again': 'SYN retransmission',
  'FIN again': 'FIN retransmission',
  timeout: 'retransmission (timeout)',
  'fast retransmission': 'fast retransmission',
  'tail loss probe': 'tail loss probe',
  spurious: 'spurious retransmission',
  retransmission: 'retransmission',
};
