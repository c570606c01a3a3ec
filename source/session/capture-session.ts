/** A session over a capture: files, standard input, an interface; only the source differs. */

import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { AnalysisClient } from '../analysis/client.ts';
import { type Cuts, cutWords } from '../analysis/cuts.ts';
import { forwardedIn } from '../analysis/forwarded.ts';
import type { Openings } from '../analysis/openings.ts';
import type { AnalysisTask, ReadingState } from '../analysis/protocol.ts';
import { startAnalysisThread } from '../analysis/thread.ts';
import type { CaptureSource } from '../capture/capture.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import { type IsForwarded, isKnown } from '../connection/known.ts';
import { directionLabel } from '../connection/labels.ts';
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import { STATISTICS } from '../connection/statistics.ts';
import { Total } from '../connection/store.ts';
import type { Finding } from '../findings/finding.ts';
import { GRAPH_KINDS, type GraphKind, knownByGraph } from '../graph/definitions.ts';
import type { ConnectionSeries } from '../graph/series.ts';
import type { FindingsSoFar, SaveSource } from '../report/export.ts';
import { exportOf } from '../report/exports.ts';
import type { Selection } from '../report/request.ts';
import type { Conversation } from '../stream/conversation.ts';
import { type Decoding, servicePort } from '../stream/decoding.ts';
import { safeText } from '../stream/safe-text.ts';
import type { EndText } from '../stream/services.ts';
import type { Unit } from '../stream/unit.ts';
import { Arrivals } from './arrivals.ts';
import { type ColumnSources, type ListedColumn, listColumns } from './columns.ts';
import { Diagnosis } from './diagnosis.ts';
import { endingOf } from './ending.ts';
import { Endpoints } from './endpoints.ts';
import { ExchangeList } from './exchange-list.ts';
import { FilteredList } from './list.ts';
import { LocalOwners } from './local-owners.ts';
import { OpenedConnections, portsOf } from './opened-connections.ts';
import { ProgressMeter } from './progress.ts';
import { Pulse } from './pulse.ts';
import { selectedBy } from './selection.ts';
import type { CaptureSummary, PacketList, Progress, SaveRequest, Session } from './session.ts';
import { summaryOf, titleOf } from './summary.ts';

export interface CaptureSessionOptions {
  /** The file to run in worker threads, dispatching on `workerData.role`. */
  program: URL;
  /** An analysis worker that was started ahead, for this session alone. */
  thread?: Worker;
  sources: readonly CaptureSource[];
  /** As the user named them. */
  names: readonly string[];
  cuts: Cuts;
  openings: Openings;
  /** Packets are of now, and of this host: its processes can be asked whose they are. */
  happensHere: boolean;
  analyser: Omit<AnalyserOptions, 'ignored' | 'ignoredUdp'>;
  selection: Selection;
  /** Of more connections, others are retired; null = all are kept. */
  keepConnections: number | null;
  /** Which protocols the user has chosen by hand. */
  decoding: Decoding;
}

export class CaptureSession implements Session {
  readonly list: FilteredList;
  readonly #options: CaptureSessionOptions;
  readonly #client: AnalysisClient;
  readonly #allColumns: readonly ListedColumn[];
  readonly #columnsOfForwarded: readonly ListedColumn[];
  #forwarded: IsForwarded = () => false;
  protected readonly pulse = new Pulse();
  readonly #decoding: Decoding;
  readonly #meter = new ProgressMeter();
  readonly #endpoints: Endpoints;
  readonly #owners: LocalOwners | null;
  readonly #diagnosis: Diagnosis;
  readonly #arrivals: Arrivals;
  readonly #opened: OpenedConnections;
  /** null: nobody has looked yet. */
  #exchanges: ExchangeList | null = null;
  #progressNow: Progress;
  #packetsListed = -1;
  #retiredListed = 0;
  #stateListed: ReadingState = 'reading';
  #packetsDiagnosed = -1;

  constructor(options: CaptureSessionOptions) {
    this.#options = options;
    this.#decoding = options.decoding;
    const { program, thread = startAnalysisThread(program), sources, cuts, openings, analyser } = options;
    const task: Omit<AnalysisTask, 'store' | 'index' | 'trace' | 'suspicion'> = {
      sources,
      policy: 'everything',
      openings,
      analyser,
      cuts,
    };
    const client = new AnalysisClient(thread, task, options.keepConnections, () => this.#factsCame());
    this.#client = client;
    this.#arrivals = new Arrivals(() => client.facts.state === 'reading' || client.facts.state === 'waiting');
    const { pulse } = this;
    const isForwarded = this.#isForwarded;
    const arrivals = this.#arrivals;
    this.#opened = new OpenedConnections({
      client,
      analyser,
      openings,
      isForwarded,
      decoding: this.#decoding,
      arrivals,
      pulse,
    });
    this.#progressNow = this.#measure();
    this.#endpoints = new Endpoints(this.store, () => this.#namesCame());
    const { store } = this;
    const endpoints = this.#endpoints;
    this.#owners = options.happensHere ? new LocalOwners(store, this.pulse.touch) : null;
    const changed = (): void => this.#diagnosisCame();
    this.#diagnosis = new Diagnosis(client, { program, analyser, openings, changed });
    const lostSeconds = (connection: ConnectionRow) => this.#diagnosis.of(connection)?.lostSeconds ?? null;
    const columnSources: ColumnSources = { store, endpoints, lostSeconds, isForwarded };
    this.#allColumns = listColumns(columnSources);
    this.#columnsOfForwarded = this.#allColumns.filter(({ known }) => isKnown(known, true));
    const subject = { store, hostName: endpoints.hostName, isForwarded };
    this.list = new FilteredList(this.#allColumns, subject, selectedBy(options.selection, store), this.pulse);
  }

  get store() {
    return this.#client.store;
  }

  get trace() {
    return this.#client.trace;
  }

  /** What forwarded connections cannot have is no column where the capture begins and ends with such. */
  get columns(): readonly ListedColumn[] {
    const { count } = this.store;
    const forwarded = count > 0 && this.#forwarded(asRow(0)) && this.#forwarded(asRow(count - 1));
    return forwarded ? this.#columnsOfForwarded : this.#allColumns;
  }

  readonly #isForwarded: IsForwarded = (connection) => this.#forwarded(connection);

  statistics = (connection: ConnectionRow): readonly Statistic[] =>
    STATISTICS.filter(({ known }) => isKnown(known, this.#isForwarded(connection)));

  graphKinds = (connection: ConnectionRow): readonly GraphKind[] =>
    GRAPH_KINDS.filter((kind) => isKnown(knownByGraph(kind), this.#isForwarded(connection)));

  get revision(): number {
    return this.pulse.revision;
  }

  get answers(): number {
    return this.pulse.answers;
  }

  get progress(): Progress {
    return this.#progressNow;
  }

  get summary(): CaptureSummary {
    const { names, cuts } = this.#options;
    const summary = summaryOf(titleOf(names), this.#client.facts, this.store, this.#client.failure);
    const { failure } = this.#diagnosis;
    const problems = failure === null ? summary.problems : [...summary.problems, safeText(failure)];
    return { ...summary, problems, cut: cutWords(cuts) };
  }

  get unreadable(): string | null {
    const { facts, failure } = this.#client;
    return facts.files.every(({ format }) => format === '') ? failure : null;
  }

  get namesShown(): boolean {
    return this.#endpoints.namesShown;
  }

  subscribe = (changed: () => void): (() => void) => this.pulse.subscribe(changed);

  showNames(on: boolean): void {
    this.#endpoints.showNames(on);
  }

  endpoint = (connection: ConnectionRow, side: 0 | 1): string => this.#endpoints.text(connection, side);

  label = (connection: ConnectionRow, side: 0 | 1): string =>
    directionLabel(this.store.identity.label(connection), side);

  ending = (connection: ConnectionRow): string => endingOf(this.store, connection);

  get findings(): readonly Finding[] {
    return this.#diagnosis.findings;
  }

  get diagnosed(): Session['diagnosed'] {
    const { state, examined } = this.#diagnosis;
    return { state, examined };
  }

  timeSpent = (connection: ConnectionRow): ReturnType<Session['timeSpent']> =>
    this.#diagnosis.wanted(connection)?.spent ?? null;

  verdict = (connection: ConnectionRow): ReturnType<Session['verdict']> =>
    this.#diagnosis.wanted(connection)?.verdict ?? null;

  conversation = (connection: ConnectionRow): Conversation => this.#opened.open(connection).conversation;

  async turns(connection: ConnectionRow): Promise<Conversation> {
    const opened = this.#opened.lookAtTurns(connection);
    const { conversation } = opened;
    await opened.caughtUp;
    opened.close();
    return conversation;
  }

  lastMessages = (connection: ConnectionRow): readonly Unit[] => this.#opened.watch(connection);

  decoded = (connection: ConnectionRow): string => this.#decoding.formOf(portsOf(this.store, connection));

  decode(connection: ConnectionRow, form: string): string | null {
    return this.decodeAs(servicePort(portsOf(this.store, connection)), form);
  }

  decodeAs(port: number, form: string): string | null {
    const problem = this.#decoding.choose(port, form);
    if (problem !== null) return problem;
    this.#opened.forget();
    this.#exchanges?.close();
    this.#exchanges = null;
    this.pulse.touch();
    return null;
  }

  get exchanges(): ExchangeList {
    this.#exchanges ??= new ExchangeList(this.#opened.everything(this.#endText));
    return this.#exchanges;
  }

  readonly #endText: EndText = (connection, side, withPort) =>
    withPort ? this.endpoint(connection, side) : this.endpoint(connection, side).replace(/:\d+$/, '');

  packets = (connection: ConnectionRow): PacketList => this.#opened.open(connection).packets;

  series = (connection: ConnectionRow): ConnectionSeries => this.#opened.open(connection).series;

  async save(request: SaveRequest, signal: AbortSignal): Promise<string> {
    const { store, endpoint, statistics } = this;
    const client = this.#client;
    const opened = this.#opened;
    if (request.connections.length === 0) throw new Error('there is no connection to save');
    const { interfaces, files } = client.facts;
    const source: SaveSource = {
      store,
      index: client.index,
      records: client,
      interfaces,
      files,
      findings: this.#findingsSoFar(),
      problems: this.summary.problems,
      timeSpent: (connection: ConnectionRow) => this.#diagnosis.of(connection)?.spent ?? null,
      endpoint,
      statistics,
      look: opened.look,
    };
    const writer = exportOf(request.what).dialog?.writer;
    if (writer === undefined) throw new Error(`${request.what} is not written from the screen`);
    return (await writer())(request, source, signal);
  }

  #findingsSoFar(): FindingsSoFar {
    const { state } = this.#diagnosis;
    if (state === 'done') return { state, findings: this.findings };
    if (state === 'one by one') return { state, verdict: (row) => this.#diagnosis.of(row)?.verdict ?? null };
    return { state: 'pending' };
  }

  lookAt(connection: ConnectionRow | null): void {
    this.store.totals[Total.lookedAt] = connection === null ? 0 : connection + 1;
  }

  stop(): void {
    this.#client.stop();
  }

  async close(): Promise<void> {
    this.#exchanges?.close();
    this.#opened.close();
    this.#arrivals.tell(false);
    this.list.close();
    await this.#diagnosis.close();
    this.pulse.close();
    await this.#client.close();
  }

  /** Gives the opening up: who waits for it is told that nothing could be read. */
  abandon(): void {
    this.#client.stop();
    this.#arrivals.tell(false);
  }

  /** Resolves when the first file has been recognised, to null, or to why it cannot be. */
  async failureToOpen(): Promise<string | null> {
    const client = this.#client;
    while (client.facts.files.length === 0 && client.failure === null && (await this.#arrivals.next()));
    return client.facts.files.length === 0 ? (client.failure ?? 'nothing could be read') : this.unreadable;
  }

  #factsCame(): void {
    this.#opened.factsCame();
    this.#progressNow = this.#measure();
    this.#forwarded = forwardedIn(this.#client.facts.files, this.store);
    const { state } = this.#client.facts;
    const packets = this.store.totals[Total.packets];
    const retired = this.store.totals[Total.retired];
    // What was listed in the middle of a batch may lack connections of the packets already counted.
    const grown = packets !== this.#packetsListed || retired !== this.#retiredListed || this.#stateListed === 'reading';
    if (grown) this.list.refresh();
    if (packets !== this.#packetsDiagnosed && state !== 'reading') {
      this.#packetsDiagnosed = packets;
      this.#diagnosis.refresh();
    }
    this.#packetsListed = packets;
    this.#retiredListed = retired;
    this.#stateListed = state;
    void this.#owners?.connectionsCame();
    this.#arrivals.tell(true);
    this.pulse.touch();
  }

  #diagnosisCame(): void {
    // No other column shows what a diagnosis found.
    if (this.list.query.sort?.column === 'lost') this.list.refresh();
    this.pulse.touch();
  }

  #namesCame(): void {
    this.list.refresh();
    this.pulse.touch();
  }

  #measure(): Progress {
    return this.#meter.progress(this.#client.facts, this.#unopenedBytes(), performance.now());
  }

  #unopenedBytes(): number | null {
    const { facts } = this.#client;
    return this.#options.sources.slice(facts.files.length).reduce<number | null>((sum, source) => {
      if (sum === null || source.kind !== 'file') return null;
      return sum + sizeOf(source.path);
    }, 0);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
