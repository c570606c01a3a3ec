/**
 * The time-sequence graph (-S): the plot of a direction holds its data and the peer's acknowledgements
 * (docs/tcptrace.md, "Time-sequence graph").
 */
import { TcpOptions } from '../../connection/options.ts';
import type { SegmentOutcome } from '../../connection/outcome.ts';
import { type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import type { Plot } from './plot.ts';

/** The switches that shape the graph; all but the dongles are on at first. */
export interface TimeSequenceOptions {
  sacks: boolean;
  retransmits: boolean;
  outOfOrder: boolean;
  zeroWindow: boolean;
  urgent: boolean;
  dongles: boolean;
  tripleDuplicates: boolean;
  emptySegments: boolean;
  windowProbes: boolean;
}

/** A direction's plot: where its vertical axis begins. */
export interface SequencePlot {
  readonly plot: Plot;
  /** What is taken off a sequence number (-zy); 0 otherwise. */
  readonly base: () => number;
}

export class TimeSequence {
  private readonly options: TimeSequenceOptions;
  private readonly tcpOptions = new TcpOptions();

  constructor(options: TimeSequenceOptions) {
    this.options = options;
  }

  /** `own`: the plot of the sender's direction; `peer`: of the other one, whose data it acknowledges. `began`: µs. */
  draw(
    own: SequencePlot,
    peer: SequencePlot,
    segments: SegmentBatch,
    i: number,
    outcome: SegmentOutcome,
    began: number,
  ): void {
    this.drawData(own, segments, i, outcome, began);
    const flags = segments.flags[i];
    const { micros, previousAck } = outcome;
    if (flags & TcpFlag.rst) {
      const number = flags & TcpFlag.ack ? segments.acknowledgement[i] : previousAck;
      peer.plot.text('atext', micros, number - peer.base(), 'RST_IN', 'magenta');
      own.plot.text('atext', micros, segments.sequence[i] - own.base(), 'RST_OUT', 'magenta');
      return;
    }
    if ((flags & TcpFlag.ack) === 0) return;
    this.drawAck(peer, segments, i, outcome);
    if (this.options.sacks && outcome.sackBlocks > 0) this.drawSacks(peer, segments, i, micros);
  }

  private drawData(
    { plot, base }: SequencePlot,
    segments: SegmentBatch,
    i: number,
    outcome: SegmentOutcome,
    began: number,
  ): void {
    const { options } = this;
    const { micros, retransmittedBytes, hardwareDuplicate } = outcome;
    const flags = segments.flags[i];
    const length = segments.dataLength[i];
    const start = segments.sequence[i] - base();
    const end = start + length;
    const again = retransmittedBytes > 0;
    const special = flags & (TcpFlag.syn | TcpFlag.fin);
    const note = hardwareDuplicate ? 'HD ' : again ? 'R ' : '';
    const noteColour = hardwareDuplicate ? 'blue' : again ? 'red' : 'orange';

    if (outcome.outOfOrder && options.outOfOrder) {
      plot.setColour('pink');
      plot.text('atext', micros, end, 'O');
    }
    if (again && special === 0 && options.retransmits) {
      plot.setColour('red');
      plot.text('atext', micros, end, hardwareDuplicate ? 'HD' : 'R');
    }
    if (outcome.windowProbe && options.windowProbes) {
      plot.setColour('orange');
      plot.text('btext', micros, end, 'P');
    }
    plot.setColour('white');
    if (flags & TcpFlag.syn) {
      if (flags & TcpFlag.ack) plot.mark('dot', began, start, 'green');
      plot.setColour(noteColour);
      plot.mark('diamond', micros, start);
      plot.text('atext', micros, start + 1, `${note}SYN`);
      plot.mark('uarrow', micros, start + 1);
      plot.line(micros, start, micros, start + 1);
    } else if (flags & TcpFlag.fin) {
      if (length > 0) {
        plot.mark('darrow', micros, start);
        plot.line(micros, start, micros, end);
        plot.setColour(noteColour);
      } else {
        plot.setColour(noteColour);
        plot.mark('darrow', micros, end);
      }
      plot.line(micros, end, micros, end + 1);
      plot.mark('box', micros, end + 1);
      plot.text('atext', micros, end + 1, `${note}FIN`);
    } else if (length > 0) {
      if (hardwareDuplicate) plot.setColour('blue');
      else if (again) plot.setColour('red');
      plot.mark('darrow', micros, start);
      if (flags & TcpFlag.psh) {
        plot.mark('diamond', micros, end, 'white');
        plot.mark('dot', micros, end, 'white');
      } else plot.mark('uarrow', micros, end);
      plot.line(micros, start, micros, end);
    } else if (options.emptySegments && length === 0) {
      plot.mark('darrow', micros, start);
      plot.mark('uarrow', micros, start);
    }
    this.drawCongestion(plot, segments, i, micros, start);
    if (flags & TcpFlag.urg && options.urgent && segments.dataLength[i] > 0) {
      plot.setColour('red');
      plot.text('atext', micros, end, 'U');
    }
  }

  /** CWR, and IPv4 packets that a router marked (RFC 3168 section 5). */
  private drawCongestion(plot: Plot, segments: SegmentBatch, i: number, micros: number, start: number): void {
    const reduced = (segments.flags[i] & TcpFlag.cwr) !== 0;
    const experienced = segments.version[i] === 4 && (segments.bytes[segments.ip[i] + 1] & 3) === 3;
    if (!reduced && !experienced) return;
    plot.setColour('yellow');
    plot.mark('diamond', micros, start);
    plot.text('atext', micros, start, [reduced ? 'CWR' : '', experienced ? 'CE' : ''].filter(Boolean).join(' '));
  }

  /** The staircases of acknowledgements (green) and of the window's end (yellow). */
  private drawAck({ plot, base }: SequencePlot, segments: SegmentBatch, i: number, outcome: SegmentOutcome): void {
    const { options } = this;
    const { micros, window, ack: kind, previousAck, previousAckMicros, previousWindowEnd } = outcome;
    const ack = segments.acknowledgement[i];
    const zero = base();
    const windowEnd = ack + window;
    if (window === 0 && options.zeroWindow) plot.text('atext', micros, windowEnd - zero, 'Z', 'magenta');
    if (Number.isNaN(previousAckMicros)) return;
    plot.setColour('green');
    plot.line(previousAckMicros, previousAck - zero, micros, previousAck - zero);
    if (ack !== previousAck) {
      plot.line(micros, previousAck - zero, micros, ack - zero);
      if (options.dongles && kind === 'ambiguous') plot.mark('diamond', micros, ack - zero, 'red');
      if (options.dongles && kind === 'no-sample') plot.mark('diamond', micros, ack - zero, 'blue');
    } else {
      plot.mark('dtick', micros, ack - zero);
      if (options.tripleDuplicates && kind === 'triple') plot.text('atext', micros, ack - zero, '3');
    }
    if (segments.flags[i] & TcpFlag.ece && (segments.flags[i] & TcpFlag.syn) === 0) {
      plot.setColour('yellow');
      plot.mark('diamond', micros, ack - zero);
    }
    plot.setColour('yellow');
    plot.line(previousAckMicros, previousWindowEnd - zero, micros, previousWindowEnd - zero);
    if (windowEnd !== previousWindowEnd) plot.line(micros, previousWindowEnd - zero, micros, windowEnd - zero);
    else plot.mark('utick', micros, windowEnd - zero);
  }

  private drawSacks({ plot, base }: SequencePlot, segments: SegmentBatch, i: number, micros: number): void {
    const { tcpOptions } = this;
    tcpOptions.read(segments, i);
    const { sackBlocks, left, right } = tcpOptions;
    const zero = base();
    let highest = 0;
    plot.setColour('purple');
    for (let block = 0; block < sackBlocks; block++) {
      plot.line(micros, left[block] - zero, micros, right[block] - zero);
      plot.mark('htick', micros, left[block] - zero);
      plot.mark('htick', micros, right[block] - zero);
      if (sackBlocks > 1) plot.text('rtext', micros, right[block] - zero, String(block + 1));
      highest = Math.max(highest, right[block]);
    }
    plot.text('atext', micros, highest - zero, 'S');
  }
}
