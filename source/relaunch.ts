/**
 * Where address space is limited the program runs once more, by a Node that reserves no guard regions: V8 keeps 10 GB of
 * addresses free around each WebAssembly memory unless it is told not to when the process starts.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { LARGEST_SHARE, limitOfAddressSpace } from './connection/address-space.ts';

/** https://nodejs.org/api/cli.html#--disable-wasm-trap-handler: bounds are checked in code instead, which takes more time. */
const WITHOUT_GUARDS = '--disable-wasm-trap-handler';

/**
 * Without guard regions a memory reserves all it may grow to, and that of the layout of the screens may grow to 2 GB: 64 KiB pages
 * that any memory may have, so that each takes its share of the address space at most.
 */
const smallMemories = (): string =>
  `--wasm-max-mem-pages=${Math.min(2 ** 16, Math.floor((limitOfAddressSpace() * LARGEST_SHARE) / 2 ** 16))}`;

/** mallopt(3): else the threads reserve 64 MB each to allocate from. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** Bytes that a screen with all its memories takes with guard regions. */
const ENOUGH = 64 * 2 ** 30;

/** Whether this process should leave its work to one without guard regions. */
export function wantsNoGuards(): boolean {
  const told = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((words) => words.includes(WITHOUT_GUARDS));
  return !told && limitOfAddressSpace() < ENOUGH;
}

/** Runs the same command line without guard regions, and ends as that ends. */
export function runWithoutGuards(): void {
  const child = spawn(
    process.execPath,
    [WITHOUT_GUARDS, smallMemories(), ...process.execArgv, ...process.argv.slice(1)],
    {
      stdio: 'inherit',
      env: { ...process.env, ...FEW_ARENAS },
    },
  );
  // What the terminal sends, the child gets from the terminal.
  const own = (): void => {};
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, own);
  const handOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, handOn);
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
