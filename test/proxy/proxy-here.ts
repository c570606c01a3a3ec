/** A proxy in this process: where a test gives it commands, or a disk of its own. */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import type { RelayCommand } from '../../source/proxy/channel.ts';
import { RelayCounters } from '../../source/proxy/counters.ts';
import type { Disk } from '../../source/proxy/disk-queue.ts';
import { ForwardingProxy } from '../../source/proxy/forwarding-proxy.ts';
import { Hearing, type TestProxy, temporaryFolder } from './harness.ts';

export interface ProxyHere extends TestProxy {
  readonly counters: RelayCounters;
  command(command: RelayCommand): Promise<void>;
}

/** Starts a proxy as `tcptrace-tui proxy WORDS` would, recording into a file of its own. */
export async function startProxyHere(words: string, disk?: Disk): Promise<ProxyHere> {
  const request = parseProxyArguments(words.split(' '));
  if (request.kind !== 'proxy') throw new Error(JSON.stringify(request));
  const recording = path.join(temporaryFolder(), 'recording.pcapng');
  const hearing = new Hearing();
  const counters = new RelayCounters();
  const proxy = new ForwardingProxy(
    { ...request, recording: { kind: 'file', path: recording, force: false } },
    counters,
    (event) => hearing.hear(event),
    disk,
  );
  for (const pair of request.pairs) await proxy.command({ command: 'add', pair });
  let ended: Promise<void> | null = null;
  const end = () => (ended ??= proxy.command({ command: 'end' }));
  onTestFinished(end);
  return {
    events: hearing.events,
    counters,
    recording,
    port: (listener = 0) => hearing.port(listener),
    event: (name, wanted) => hearing.event(name, wanted),
    command: (command) => proxy.command(command),
    end,
  };
}
