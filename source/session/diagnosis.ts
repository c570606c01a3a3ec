/**
 * What is wrong with the connections, in sentences: the suspicious ones are read back and looked at in depth, in the
 * background, whenever the reading has come to its end or rests.
 */
import type { PacketIndex } from '../analysis/packet-index.ts';
import { type Revisit, revisit } from '../analysis/revisit.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { diagnose, examine } from '../findings/diagnose.ts';
import { endsOf } from '../findings/ends.ts';
import type { Finding } from '../findings/finding.ts';
import { EvidenceGatherer } from '../findings/gather.ts';
import { surroundingsOf } from '../findings/surroundings.ts';
import { type Verdict, verdictOf } from '../findings/verdict.ts';
import type { ConnectionNumber } from './session.ts';
import { inSlices } from './slices.ts';
import { type Limits, suspects } from './suspects.ts';

/** What is looked at of a capture, in some seconds of background work and some 20 MB while it lasts. */
const LIMITS: Limits = { connections: 1000, packets: 1_000_000 };

/** A growing capture is looked at again after this rest (ms), or ten times as long as it took. */
const SHORTEST_REST = 3000;
const REST_FACTOR = 10;

export interface DiagnosisSource extends Pick<Revisit, 'records' | 'interfaces' | 'decoder' | 'analyser'> {
  store: ConnectionStore;
  index: PacketIndex;
  /** Nothing was cut away before the analysis. */
  whole: boolean;
  changed: () => void;
}

export class Diagnosis {
  findings: readonly Finding[] = [];
  /** `waiting`: for the reading to come to its end. */
  state: 'waiting' | 'working' | 'done' = 'waiting';
  private readonly source: DiagnosisSource;
  private known = new Map<ConnectionNumber, { verdict: Verdict; lostSeconds: number }>();
  private readonly abort = new AbortController();
  private again = false;
  private restUntil = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(source: DiagnosisSource) {
    this.source = source;
  }

  /** Connections looked at in depth. */
  get examined(): number {
    return this.known.size;
  }

  verdict(connection: ConnectionNumber): Verdict | null {
    return this.known.get(connection)?.verdict ?? null;
  }

  /** Seconds that somebody may have waited because of the worst finding; null = not looked at. */
  lostSeconds(connection: ConnectionNumber): number | null {
    return this.known.get(connection)?.lostSeconds ?? null;
  }

  /** There is something new to look at, and nothing more to read just now. */
  refresh(): void {
    if (this.state === 'working') {
      this.again = true;
      return;
    }
    if (this.timer !== null) return;
    this.timer = setTimeout(() => this.start(), Math.max(0, this.restUntil - performance.now()));
  }

  close(): void {
    this.abort.abort();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private start(): void {
    this.timer = null;
    this.state = 'working';
    this.again = false;
    const began = performance.now();
    this.look().then(
      () => {
        const took = performance.now() - began;
        this.restUntil = performance.now() + Math.max(SHORTEST_REST, REST_FACTOR * took);
        this.state = 'done';
        if (this.again) this.refresh();
        this.source.changed();
      },
      (failure) => {
        if (!this.abort.signal.aborted) throw failure;
      },
    );
  }

  private async look(): Promise<void> {
    const { source } = this;
    const { signal } = this.abort;
    const { store, index, whole } = source;
    const chosen = await inSlices(suspects(store, index, LIMITS, whole), signal);
    const gatherer = new EvidenceGatherer(store);
    for await (const _packets of revisit({ ...source, ...chosen, observer: gatherer })) signal.throwIfAborted();
    this.findings = diagnose(gatherer, store);
    source.changed();
    this.known = await inSlices(verdicts(gatherer, store), signal);
  }
}

function* verdicts(gatherer: EvidenceGatherer, store: ConnectionStore) {
  const cases = gatherer.connections
    .filter((evidence) => evidence !== undefined)
    .map((evidence) => ({ evidence, ends: endsOf(store, evidence) }));
  const around = surroundingsOf(cases, gatherer.endMicros);
  const known = new Map<ConnectionNumber, { verdict: Verdict; lostSeconds: number }>();
  for (const one of cases) {
    const hits = examine(one.evidence, around(one));
    const lostSeconds = hits.reduce((most, hit) => Math.max(most, hit.lostSeconds), 0);
    known.set(one.evidence.connection, { verdict: verdictOf(one.evidence, hits), lostSeconds });
    yield;
  }
  return known;
}
