import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { PacketIndex } from '../../source/analysis/packet-index.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { type ClosenessLimits, type Suspects, suspectsOf } from '../../source/analysis/suspects.ts';
import { Suspicion } from '../../source/analysis/suspicion.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');

async function chosen(name: string, limits: ClosenessLimits): Promise<Suspects> {
  const capture = await openCapture([{ kind: 'file', path: path.join(FIXTURES, name) }], 'everything');
  const store = new ConnectionStore(undefined, 100, 'core');
  const suspicion = new Suspicion();
  const index = new PacketIndex();
  const options = {
    decoder: decoderFor('everything'),
    analyser: ORDINARY,
    cuts: NO_CUTS,
    observers: [suspicion],
    index,
  };
  const pass = new Pass(capture, store, options);
  await pass.run(new AbortController().signal);
  capture.close();
  return suspectsOf(store, index, suspicion, limits);
}

const LARGE: ClosenessLimits = {
  small: { packets: 0, connections: 0 },
  packets: 1_000_000,
  share: 0,
  connections: 1000,
};

describe('suspicion', () => {
  it('looks at all of a small capture', async () => {
    const { connections, numbers, passedOver } = await chosen('lossy-transfer.pcapng', {
      ...LARGE,
      small: { packets: 1000, connections: 10 },
    });
    expect([...connections]).toEqual([0, 1, 2, 3, 4]);
    expect(numbers).toHaveLength(484);
    expect(passedOver).toBe(0);
  });

  it('leaves out what nothing speaks against', async () => {
    // 1: the page, 2: the lossy download, 3: the slow server, 4: the refused port, 5: the POST
    expect([...(await chosen('lossy-transfer.pcapng', LARGE)).connections]).toEqual([1, 2, 3]);
    expect((await chosen('http-clean.pcapng', LARGE)).connections).toHaveLength(0);
  });

  it('takes the worst where there is no room for all, however long it is', async () => {
    const { connections, passedOver } = await chosen('lossy-transfer.pcapng', { ...LARGE, packets: 10 });
    expect([...connections]).toEqual([1]);
    expect(passedOver).toBe(2);
  });

  it('takes no more connections than it may', async () => {
    const { connections, passedOver } = await chosen('lossy-transfer.pcapng', { ...LARGE, connections: 2 });
    expect(connections).toHaveLength(2);
    expect(passedOver).toBe(1);
  });

  it.each([
    'admin-prohibited.pcap',
    'half-closed.pcap',
    'http-errors.pcapng',
    'http-truncated.pcapng',
    'keep-alives-unanswered.pcap',
    'pmtu-black-hole.pcap',
    'reset-in-the-middle.pcap',
    'slow-server.pcapng',
    'syn-ack-retransmitted.pcap',
    'syn-unanswered.pcap',
    'tls-no-shared-cipher.pcapng',
    'tls-unknown-ca.pcapng',
    'zero-window.pcap',
  ])('sees the trouble of %s', async (name) => {
    expect((await chosen(name, LARGE)).connections.length).toBeGreaterThan(0);
  });

  it('brings ICMP errors along', async () => {
    expect([...(await chosen('admin-prohibited.pcap', LARGE)).numbers]).toEqual([1, 2]);
  });
});
