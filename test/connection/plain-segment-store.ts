/**
 * The rules of docs/tcptrace.md, "Segment store" and "Acknowledgements", written down as plainly as they are told there: every
 * list is walked from its head. The kernel takes short cuts; it must decide the same.
 */
interface Segment {
  first: number;
  last: number;
  acked: number;
  retransmits: number;
  time: number;
}

/** What the round-trip statistics are told. */
export interface Told {
  /** Acknowledgements of each kind. */
  cumulative: number;
  duplicate: number;
  triple: number;
  /** First sequence number, round-trip time in µs, kind and retransmissions of each. */
  samples: string[];
  retransmissions: number;
  /** Of one segment. */
  mostRetransmits: number;
  /** Sum of the times between two transmissions of a segment. */
  retransmitMicros: number;
}

export class PlainSegmentStore {
  private quarters: Segment[][] = [[], [], [], []];
  private current = -1;
  outOfOrder = false;
  readonly told: Told = {
    cumulative: 0,
    duplicate: 0,
    triple: 0,
    samples: [],
    retransmissions: 0,
    mostRetransmits: 0,
    retransmitMicros: 0,
  };

  private select(quarter: number): void {
    if (quarter === this.current) return;
    this.quarters[(quarter + 2) & 3] = [];
    this.current = quarter;
  }

  add(sequence: number, length: number, now: number): number {
    this.outOfOrder = false;
    const last = (sequence + length - 1) >>> 0;
    const quarter = sequence >>> 30;
    this.select(quarter);
    if (last >>> 30 === quarter) return this.addPart(quarter, sequence, last, now);
    const border = ((last >>> 30) << 30) >>> 0;
    const below = this.addPart(quarter, sequence, (sequence | 0x3fffffff) >>> 0, now);
    return below + this.addPart((quarter + 1) & 3, border, last, now);
  }

  private addPart(quarter: number, from: number, last: number, now: number): number {
    const list = this.quarters[quarter];
    let first = from;
    let seen = 0;
    let split = false;
    for (let i = 0; i < list.length; i++) {
      const s = list[i];
      if (first > s.last) continue;
      if (first < s.first) {
        if (last < s.last) this.outOfOrder = true;
        const fresh = { first, last: Math.min(last, s.first - 1), acked: 0, retransmits: 0, time: now };
        list.splice(i, 0, fresh);
        if (last < s.first) return seen;
        first = s.first;
        i++;
      }
      s.retransmits = (s.retransmits + 1) & 0xff;
      if (!split) {
        if (s.acked === 0) this.retransmitted(Math.max(0, now - s.time), s.retransmits);
        s.time = now;
      }
      if (last <= s.last) return seen + last - first + 1;
      split = true;
      seen += s.last - first + 1;
      first = s.last + 1;
    }
    list.push({ first, last, acked: 0, retransmits: 0, time: now });
    return seen;
  }

  acknowledge(ack: number, repeated: boolean, now: number): void {
    const quarter = ack >>> 30;
    this.select(quarter);
    let latest = 0;
    const before = this.quarters[(quarter + 3) & 3];
    let settled = false;
    for (const s of before) {
      if (s.acked !== 0) continue;
      s.acked = 1;
      this.told.cumulative++;
      latest = Math.max(latest, s.time);
      settled = true;
    }
    if (settled) this.merge(before);
    const list = this.quarters[quarter];
    let changed = false;
    for (const s of list) {
      if (ack <= s.first) break;
      latest = Math.max(latest, s.time);
      if (s.acked > 0) {
        if (ack === s.last + 1 && repeated) {
          s.acked++;
          this.told.duplicate++;
          if (s.acked === 4) this.told.triple++;
        } else s.acked = 1;
        continue;
      }
      s.acked = 1;
      changed = true;
      if (ack !== s.last + 1) this.told.cumulative++;
      else this.sample(s, latest > s.time, Math.max(0, now - s.time));
    }
    if (changed) this.merge(list);
  }

  private sample(s: Segment, later: boolean, elapsed: number): void {
    const kind = later ? 'no-sample' : s.retransmits > 0 ? 'ambiguous' : 'sample';
    this.told.samples.push(`${s.first} ${later ? 0 : elapsed} ${kind} ${s.retransmits}`);
  }

  private retransmitted(elapsed: number, times: number): void {
    this.told.retransmissions++;
    this.told.mostRetransmits = Math.max(this.told.mostRetransmits, times);
    this.told.retransmitMicros += elapsed;
  }

  private merge(list: Segment[]): void {
    for (let i = 0; i < list.length && list[i].acked > 0; ) {
      const [s, next] = [list[i], list[i + 1]];
      if (next !== undefined && next.acked > 0 && s.last + 1 === next.first) {
        s.last = next.last;
        s.acked = next.acked;
        s.time = Math.max(s.time, next.time);
        list.splice(i + 1, 1);
      } else i++;
    }
  }
}
