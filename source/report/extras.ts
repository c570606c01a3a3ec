/** Which extras a request asks for. */

import type { Capture } from '../capture/capture.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Extra, Outcome } from './extra.ts';
import { Extraction } from './extract.ts';
import type { ReportFolder } from './files.ts';
import { HttpTimes, httpPort } from './http.ts';
import type { Output } from './output.ts';
import { PacketPrinter, packetForm } from './packets.ts';
import type { Complain } from './reading.ts';
import { Realtime } from './realtime.ts';
import type { CaptureRequest } from './request.ts';
import { RttDump } from './rtt-dump.ts';
import { Slice, sliceSettings } from './slice.ts';
import { Ticks } from './ticks.ts';
import { TrafficCounts, trafficSettings } from './traffic.ts';
import { UsageError } from './usage-error.ts';
import { Warnings, warningsOf } from './warnings.ts';
import { PacketWriter } from './write-packets.ts';
import { XplotGraphs } from './xplot/graphs.ts';
import { TimeLine } from './xplot/time-line.ts';

/** What an extra works with. */
export interface Workshop {
  output: Output;
  store: ConnectionStore;
  capture: Capture;
  folder: ReportFolder;
  complain: Complain;
}

/** Makes the extra when the capture is open. */
type Maker = (workshop: Workshop) => Extra;

/** An extra that is asked for, and its lines before everything else on standard output. */
export interface PlannedExtra {
  readonly opening: readonly string[];
  readonly make: Maker;
}

/** In the order of tcptrace's lines. Throws UsageError. */
export function plannedExtras({ switches, selection }: CaptureRequest): PlannedExtra[] {
  const planned: PlannedExtra[] = switches.modules.flatMap(({ name, argument }): PlannedExtra[] => {
    if (name === 'slice') {
      const settings = understood(sliceSettings(argument));
      return [
        {
          opening: [`mod_slice: generating data in ${settings.seconds.toFixed(3)}sec slices to file slice.dat`],
          make: ({ folder }: Workshop) => ({ observer: new Slice(settings, folder) }),
        },
      ];
    }
    if (name === 'traffic') {
      const settings = understood(trafficSettings(argument));
      return [
        {
          opening: ['mod_traffic: characterizing traffic'],
          make: ({ store, folder }: Workshop) => {
            const counts = new TrafficCounts(settings, store, folder);
            return { observer: counts, finish: (outcome: Outcome) => counts.finish(outcome) };
          },
        },
      ];
    }
    if (name === 'http') {
      const port = understood(httpPort(argument));
      return [
        {
          opening: [`mod_http: Capturing HTTP traffic (port ${port})`],
          make: ({ store, folder }) => {
            const times = new HttpTimes(port, store, folder);
            return { observer: times, finish: (outcome) => times.finish(outcome) };
          },
        },
      ];
    }
    return [
      {
        opening: [],
        make: ({ store, output }) => {
          const realtime = new Realtime(store, output);
          return { observer: realtime, finish: (outcome) => realtime.finish(outcome) };
        },
      },
    ];
  });
  const plan = (make: Maker): void => {
    planned.push({ opening: [], make });
  };
  const { graphs } = switches;
  const form = packetForm(switches);
  if (form !== null) plan((workshop) => ({ observer: new PacketPrinter(form, workshop) }));
  if (switches.ticks) {
    plan(({ capture }) => ({ observer: new Ticks(capture, (text) => process.stderr.write(text)) }));
  }
  const warnings = warningsOf(switches);
  if (warnings.short || warnings.duplicates || warnings.resent || warnings.reserved) {
    plan((workshop) => ({ observer: new Warnings(warnings, workshop) }));
  }
  if (graphs.timeSequence || graphs.owin || graphs.segmentSize || graphs.throughput || graphs.rtt) {
    const { completeOnly } = selection;
    plan(({ store, folder }) => {
      const observer = new XplotGraphs({ switches, store, folder, completeOnly });
      return { observer, finish: ({ isListed }) => observer.finish(isListed) };
    });
  }
  if (graphs.timeLine) plan(({ store, folder }) => ({ observer: new TimeLine(switches, store, folder) }));
  if (switches.dumpRtt) plan(({ store, folder }) => ({ observer: new RttDump(store, folder) }));
  if (switches.extract) {
    plan(({ store, folder }) => {
      const observer = new Extraction(store, folder);
      return { observer, finish: switches.quiet ? undefined : (outcome) => observer.warn(outcome) };
    });
  }
  const file = switches.writePackets;
  if (file !== null) {
    plan(({ folder, capture, complain }) => ({
      observer: new PacketWriter(file, folder, capture.interfaces, complain),
    }));
  }
  return planned;
}

function understood<T extends object | number>(settings: T | string): T {
  if (typeof settings === 'string') throw new UsageError(settings);
  return settings;
}
