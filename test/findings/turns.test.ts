import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUDGET_ENTRIES, Turns } from '../../source/findings/turns.ts';
import { diagnoseFile, diagnoseScenario } from './diagnose-capture.ts';
import { exchange, goodbye, handshake, scenarioOf } from './traffic.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');

/** No way to either end that takes time. */
const NEAR = () => ({ toServer: 0, toClient: 0 });

describe('where the time went', () => {
  it('is told entry by entry, in µs', async () => {
    const { connections } = await diagnoseScenario(
      scenarioOf(handshake(), exchange(0.1), exchange(1, 1), goodbye(3, 20, 20)),
    );
    expect(connections[0].turns?.budget).toEqual({
      handshake: 20_100,
      network: 40_100,
      request: 0,
      server: 0,
      window: 0,
      loss: 0,
      reply: 100,
      idle: 79_900 + 879_900 + 1_979_900,
      close: 20_100,
    });
  });

  it('gives waiting for a closed window and for retransmissions their own entries', async () => {
    const { connections } = await diagnoseFile(path.join(FIXTURES, 'zero-window.pcap'));
    const budget = connections[0].turns!.budget;
    expect(budget.window).toBeGreaterThan(1_500_000);
    const lossy = await diagnoseFile(path.join(FIXTURES, 'lossy-transfer.pcapng'));
    expect(lossy.connections[1].turns!.budget.loss).toBeGreaterThan(1_000_000);
  });

  it.each([
    'lossy-transfer.pcapng',
    'slow-server.pcapng',
    'half-closed.pcap',
    'syn-unanswered.pcap',
    'reset-in-the-middle.pcap',
    'doubled-capture.pcap',
  ])('adds up to the duration in %s', async (name) => {
    const { connections } = await diagnoseFile(path.join(FIXTURES, name));
    for (const { turns, duration } of connections) {
      expect(BUDGET_ENTRIES.reduce((sum, entry) => sum + turns!.budget[entry], 0)).toBe(duration);
    }
  });

  it('takes nothing for a reset that was seen again after the last packet', () => {
    const turns = new Turns(0, 0, NEAR);
    turns.close(1008);
    turns.finish(1000, 'nothing');
    expect(turns.budget.handshake).toBe(1000);
    expect(turns.budget.close).toBe(0);
  });

  it('adds up whatever happens', () => {
    const event = fc.record({
      what: fc.constantFrom('data', 'acknowledged', 'resent', 'window', 'close', 'establish'),
      side: fc.constantFrom<0 | 1>(0, 1),
      step: fc.integer({ min: -1000, max: 3_000_000 }),
      amount: fc.nat(2_000_000),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const turns = new Turns(0, 1e15, () => ({ toServer: 20_000, toClient: 300 }));
        let micros = 1e15;
        let last = micros;
        for (const { what, side, step, amount } of events) {
          micros += step;
          last = Math.max(last, micros);
          if (what === 'data') turns.data({ side, micros, bytes: 1, packet: 1, midReply: amount % 2 === 0 });
          else if (what === 'acknowledged') turns.allAcknowledged(side, micros);
          else if (what === 'resent') turns.resent(amount);
          else if (what === 'window') turns.windowClosed(amount);
          else if (what === 'close') turns.close(micros);
          else turns.establish(micros);
        }
        turns.finish(last, 'answer');
        expect(BUDGET_ENTRIES.reduce((sum, entry) => sum + turns.budget[entry], 0)).toBe(last - 1e15);
      }),
    );
  });
});
