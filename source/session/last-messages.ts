/**
 * The last messages of a connection that goes on, for somebody who watches many: when more packets come than are read at
 * a time, those in between are left out, so that a busy connection costs no more than a quiet one.
 */
import { setImmediate } from 'node:timers/promises';
import { type Rerun, rerun } from '../analysis/rerun.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { Message } from '../stream/conversation.ts';
import { PassingTurns } from '../stream/passing-turns.ts';
import { NewestPackets } from './newest-packets.ts';
import type { Pulse } from './pulse.ts';
import { StreamObserver } from './stream-observer.ts';

export type LastMessagesReading = Omit<Rerun, 'observer' | 'more'> & {
  /** Resolves to true when more packets may have come, to false when none will. */
  more: () => Promise<boolean>;
  pulse: Pulse;
};

export class LastMessages {
  private readonly turns = new PassingTurns();
  private closed = false;

  constructor(reading: LastMessagesReading) {
    void this.read(reading);
  }

  get messages(): readonly Message[] {
    return this.turns.messages;
  }

  /** Stops reading; what is there stays. */
  close(): void {
    this.closed = true;
  }

  private async read(reading: LastMessagesReading): Promise<void> {
    const { turns } = this;
    const index = new NewestPackets(reading.index, (packets) => turns.leftOut(packets));
    const more = async (): Promise<boolean> => !this.closed && (await reading.more()) && !this.closed;
    const observer = new StreamObserver(turns);
    // What is left out must not look like a silence after which another connection began.
    const analyser: AnalyserOptions = { ...reading.analyser, splitting: { kind: 'syn' } };
    const tell = reading.pulse.reader();
    for await (const _packets of rerun({ ...reading, index, analyser, observer, more })) {
      if (this.closed) break;
      tell();
      await setImmediate();
    }
  }
}
