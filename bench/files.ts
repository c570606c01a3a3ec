/** The captures of the benchmarks: made when they are wanted and absent. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type TrafficOptions, writeTraffic } from './traffic.ts';

/** `quick`: a tenth of the packets, in a file of its own. */
export function captureFile(
  name: string,
  traffic: TrafficOptions,
  { captures, quick }: { captures: string; quick: boolean },
): string {
  const file = path.join(captures, `${name}${quick ? '-quick' : ''}.pcap`);
  if (!existsSync(file)) {
    mkdirSync(captures, { recursive: true });
    const { packets, connections } = writeTraffic(file, {
      ...traffic,
      packets: quick ? traffic.packets / 10 : traffic.packets,
    });
    console.error(`made ${file}: ${packets} packets, ${connections} connections, ${statSync(file).size >> 20} MB`);
  }
  return file;
}
