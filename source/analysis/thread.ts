/** Starts the analysis worker: cli.tsx does so while the rest is being loaded, and long before what is to be read is known. */
import { Worker } from 'node:worker_threads';
import { threadLimits } from '../connection/address-space.ts';

/** `program`: the file to run in the thread, dispatching on `workerData.role`. */
export const startAnalysisThread = (program: URL): Worker =>
  new Worker(program, { workerData: { role: 'analysis' }, resourceLimits: threadLimits() });
