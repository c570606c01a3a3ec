/** Writes the graph files that -S -R -T -N -F ask for, while the pass runs. */

import type { PassObserver } from '../../analysis/observer.ts';
import type { PacketBatch } from '../../capture/packets.ts';
import { directionLabel } from '../../connection/labels.ts';
import { Direction } from '../../connection/layout/direction.ts';
import { asRow, type ConnectionRow } from '../../connection/numbering.ts';
import type { SegmentOutcome } from '../../connection/outcome.ts';
import type { ConnectionStore } from '../../connection/store.ts';
import type { SegmentBatch } from '../../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from '../endpoints.ts';
import type { ReportFolder, TextFile } from '../files.ts';
import type { TcptraceSwitches } from '../request.ts';
import type { Test } from '../selection.ts';
import { Plot } from './plot.ts';
import { OutstandingGraph, RoundTripGraph, SegmentSizeGraph, ThroughputGraph } from './series.ts';
import { type SequencePlot, TimeSequence } from './time-sequence.ts';

const LONGEST_NAME = 24;

type Graph = 'tsg' | 'owin' | 'ssize' | 'tput' | 'rtt';

const KINDS: Record<Graph, { title: string; yLabel: string }> = {
  tsg: { title: 'time sequence graph', yLabel: 'sequence number' },
  owin: { title: 'outstanding data', yLabel: 'Outstanding Data (bytes)' },
  ssize: { title: 'segment size graph', yLabel: 'segment size (bytes)' },
  tput: { title: 'throughput', yLabel: 'thruput (bytes/sec)' },
  rtt: { title: 'rtt samples', yLabel: 'rtt (ms)' },
};

/** The graphs of a direction; null: not asked for, or not begun. */
interface DirectionGraphs {
  sequence: SequencePlot | null;
  outstanding: OutstandingGraph | null;
  size: SegmentSizeGraph | null;
  throughput: ThroughputGraph | null;
  roundTrips: RoundTripGraph | null;
}

export interface GraphSettings {
  switches: TcptraceSwitches;
  store: ConnectionStore;
  folder: ReportFolder;
  /** -c */
  completeOnly: boolean;
}

export class XplotGraphs implements PassObserver {
  private readonly settings: GraphSettings;
  private readonly timeSequence: TimeSequence;
  private readonly directions = new Map<number, DirectionGraphs>();
  private readonly plots: { plot: Plot; file: TextFile; connection: ConnectionRow }[] = [];

  constructor(settings: GraphSettings) {
    this.settings = settings;
    const on = (name: string): boolean => settings.switches.booleans.get(name) ?? true;
    this.timeSequence = new TimeSequence({
      sacks: on('showsacks'),
      retransmits: on('showrexmit'),
      outOfOrder: on('showoutorder'),
      zeroWindow: on('showzerowindow'),
      urgent: on('showurg'),
      dongles: settings.switches.booleans.get('showrttdongles') === true,
      tripleDuplicates: on('showdupack3'),
      emptySegments: on('showzerolensegs'),
      windowProbes: on('showzwndprobes'),
    });
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { store } = this.settings;
    const { connection, side, micros } = outcome;
    const direction = 2 * connection + side;
    const began = store.identity.firstMicros(connection);
    const own = this.graphsOf(direction, micros);
    const peer = this.graphsOf(direction ^ 1, micros);
    const bytes = segments.dataLength[i];

    if (own.sequence !== null && peer.sequence !== null) {
      this.timeSequence.draw(own.sequence, peer.sequence, segments, i, outcome, began);
    }
    if (outcome.owinSampled) own.outstanding?.sample(micros, outcome.owin, began);
    if (bytes > 0) own.size?.sample(micros, bytes);
    this.drawThroughput(own, direction, micros, bytes, began);
    if (isFirstTransmission(outcome)) this.drawRoundTrip(peer, direction ^ 1, micros, outcome.rtt);
  }

  end(): void {
    for (const { plot } of this.plots) plot.end();
  }

  /** With -c the files of incomplete connections go again, as tcptrace means to do. */
  finish(isListed: Test): void {
    if (!this.settings.completeOnly) return;
    for (const { file, connection } of this.plots) if (!isListed(connection)) this.settings.folder.discard(file);
  }

  private drawThroughput(own: DirectionGraphs, direction: number, micros: number, bytes: number, began: number): void {
    const { store, switches } = this.settings;
    const { graphs } = switches;
    if (!graphs.throughput) return;
    if (own.throughput === null) {
      const plot = this.plot('tput', direction, micros);
      own.throughput = new ThroughputGraph(
        plot,
        graphs.packetsPerThroughputSample,
        !graphs.omitInstantaneous,
        micros,
        bytes,
      );
      return;
    }
    own.throughput.sample(micros, bytes, store.read(direction, Direction.dataBytes), began);
  }

  private drawRoundTrip(graphs: DirectionGraphs, direction: number, micros: number, rtt: number): void {
    if (!this.settings.switches.graphs.rtt) return;
    graphs.roundTrips ??= new RoundTripGraph(this.plot('rtt', direction, micros));
    graphs.roundTrips.sample(micros, rtt);
  }

  /** Both directions' graphs of sequence, outstanding data and size are there from the connection's first packet on. */
  private graphsOf(direction: number, micros: number): DirectionGraphs {
    const found = this.directions.get(direction);
    if (found !== undefined) return found;
    const { store, switches } = this.settings;
    const { graphs } = switches;
    const made: DirectionGraphs = {
      sequence: graphs.timeSequence ? this.sequencePlot(direction, micros) : null,
      outstanding: graphs.owin
        ? new OutstandingGraph(
            this.plot('owin', direction, micros),
            store,
            direction,
            switches.booleans.get('showrwinline') !== false,
          )
        : null,
      size: graphs.segmentSize ? new SegmentSizeGraph(this.plot('ssize', direction, micros), store, direction) : null,
      throughput: null,
      roundTrips: null,
    };
    this.directions.set(direction, made);
    return made;
  }

  private sequencePlot(direction: number, micros: number): SequencePlot {
    const { store, switches } = this.settings;
    return {
      plot: this.plot('tsg', direction, micros),
      base: switches.graphs.zeroSequence ? () => store.read(direction, Direction.minSequence) : () => 0,
    };
  }

  private plot(graph: Graph, direction: number, micros: number): Plot {
    const { store, switches, folder } = this.settings;
    const { identity } = store;
    const { graphs, booleans, variables } = switches;
    const connection = asRow(direction >> 1);
    const side = (direction & 1) as 0 | 1;
    const label = directionLabel(identity.label(connection), side);
    const { title, yLabel } = KINDS[graph];
    const [from, to] = [side, (side ^ 1) as 0 | 1].map((end) =>
      endpointText(NUMERIC_ENDPOINTS, identity, connection, end),
    );
    const prefix = variables.get('xplot_title_prefix');
    const relative = graphs.zeroTime && graph !== 'rtt' && graph !== 'tput';
    const file = folder.create(`${label}_${graph}.xpl`.slice(0, LONGEST_NAME));
    const plot = new Plot(file, {
      title: `${prefix === undefined ? '' : `${folder.fill(prefix)} `}${from}_==>_${to} (${title})`,
      showTitle: booleans.get('showtitle') !== false,
      xLabel: relative ? 'relative time' : 'time',
      yLabel: graph === 'tsg' && graphs.zeroSequence ? 'sequence offset' : yLabel,
      zeroMicros: graphs.zeroTime ? micros : null,
      colour: graphs.colour,
    });
    this.plots.push({ plot, file, connection });
    return plot;
  }
}

/** Samples of segments sent once; a sample that was not taken counts as 0. */
function isFirstTransmission(outcome: SegmentOutcome): boolean {
  return (outcome.ack === 'sample' || outcome.ack === 'no-sample') && outcome.rttRetransmits === 0;
}
