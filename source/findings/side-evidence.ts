/** What one side did, as far as the rules ask: counters, first packets, samples. Its data, and the windows it advertises. */
import { LagWatch } from './lag-watch.ts';
import { LevelWatch } from './level-watch.ts';
import { RateWatch } from './rate-watch.ts';
import { RecoveryWatch } from './recovery-watch.ts';
import { Sample, Tally } from './samples.ts';

/** The same bytes sent again and again. */
export interface Chain {
  start: number;
  length: number;
  transmissions: number;
  firstMicros: number;
  lastMicros: number;
  /** µs between the transmissions, at most 16. */
  gaps: number[];
  packets: number[];
  /** It filled the receiver's window. */
  windowFull: boolean;
  acknowledged: boolean;
}

export class SideEvidence {
  packets = 0;
  dataPackets = 0;
  /** Payload bytes, each counted once; and as sent. */
  freshBytes = 0;
  sentBytes = 0;
  largest = 0;
  firstDataMicros = 0;
  lastDataMicros = 0;

  // Segments sent again; totals in bytes
  readonly resent = new Tally();
  /** Total: µs without progress. */
  readonly timeouts = new Tally();
  readonly fast = new Tally();
  /** Round trips in which there were fast retransmissions. */
  fastRounds = 0;
  readonly tailProbes = new Tally();
  readonly spurious = new Tally();
  /** Retransmissions that timestamps show to have been needless (RFC 3522). */
  readonly needless = new Tally();
  /** Data segments with a wrong checksum among right ones; sent again with other content. */
  readonly corrupted = new Tally();
  /** Of these, sent again. */
  repaired = 0;
  readonly changed = new Tally();
  /** SACK blocks this side sent of numbers that the other has never used. */
  readonly foreignSacks = new Tally();
  readonly recovery = new RecoveryWatch();
  /** When it last resent something. */
  resentMicros = 0;
  lostBefore = 0;
  lostAfter = 0;
  mostTimeoutsInRow = 0;
  timeoutsInRow = 0;
  readonly synAgain = new Tally();
  readonly finAgain = new Tally();
  finAcknowledged = false;
  chain: Chain | null = null;
  /** The chains with most transmissions that were and were not acknowledged in the end. */
  longestChain: Chain | null = null;

  /** Total: µs of displacement. */
  readonly outOfOrder = new Tally();
  mostDisplaced = 0;
  /** Holes seen in this side's data. */
  readonly holes = new Tally();
  /** Losses by round trip: in all, in this one, most in one, and in those of three or more. */
  readonly bursts = { total: 0, since: 0, atOnce: 0, mostAtOnce: 0, inBursts: 0 };
  /** µs between loss events. */
  readonly lossGaps = new Sample();
  lossMicros = 0;

  /** Total: bytes acknowledged but not captured. */
  readonly unseen = new Tally();
  readonly copies = new Tally();
  readonly duplicateSacks = new Tally();

  readonly keepAlives = new Tally();
  keepAlivesUnanswered = 0;
  keepAliveAnswers = 0;
  readonly probes = new Tally();

  // Windows this side advertises
  /** Total: µs closed while the other side had data waiting. */
  readonly zeroWindows = new Tally();
  zeroWindowOpen = false;
  /** When its window last opened after data had waited for it, µs (0 = data has come since), and whether it was asked again. */
  readonly reopened = { micros: 0, asked: false };
  windowMax = 0;
  windowFirst = 0;
  /** Its window had opened, but the other side heard of it only by asking: total µs until it sent. */
  readonly updatesLost = new Tally();
  /** Small steps of a window under way (RFC 9293 section 3.8.6.2). */
  readonly smallSteps = new Tally();
  /** This side's segments that filled the other's window. */
  readonly windowFull = new Tally();
  /** µs with data in flight; of these with the window nearly full; with less than half of it used. */
  busyMicros = 0;
  limitedMicros = 0;
  flightMax = 0;
  /** How often its flight has come back to its largest since that stopped growing. */
  plateaus = 0;
  /** µs from its first to its last new data of each turn, and of these with nothing in flight; when such data last came. */
  speakingMicros = 0;
  pausedMicros = 0;
  readonly pauses = new Tally();
  freshMicros = 0;
  /** Stops in the middle of an HTTP reply with nothing in flight, total µs. */
  readonly stalls = new Tally();

  /** Round trips of this side's data as seen here, µs; and those under load. */
  readonly rtt = new Sample();
  readonly loadedRtt = new Sample();
  readonly level = new LevelWatch();
  readonly lag = new LagWatch();
  /** Acknowledgements under load that took at least twice the shortest round trip. */
  readonly lateAcks = new Tally();
  /** Acknowledgements held back for a lone segment, total µs. */
  readonly delayedAcks = new Tally();
  /** Write, write, read: total µs waited for delayed acknowledgements. */
  readonly nagle = new Tally();
  smallParts = 0;

  readonly rate = new RateWatch();
  /** Segments with more payload than the other side's MSS. */
  readonly oversized = new Tally();

  readonly congestionMarks = new Tally();
  readonly congestionEchoes = new Tally();
  /** Usual TTL or hop limit; other values seen. */
  hops = -1;
  readonly otherHops = new Tally();
  /** Segments sent although ICMP had said that they are too big for the path. */
  readonly tooBig = new Tally();
  /** Segments sent again, smaller, because ICMP had said so: no loss. */
  readonly cutSmaller = new Tally();
}
