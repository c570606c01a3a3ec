/** `tcptrace-tui proxy WORDS`. */
import process from 'node:process';
import { type ProxyRequest, parseProxyArguments } from './arguments.ts';
import { runHeadless } from './headless.ts';
import { PROXY_HELP } from './help.ts';

/** Resolves to the exit code. `openScreen` shows the proxy when no `--headless` is given. */
export async function runProxy(
  words: readonly string[],
  openScreen: (request: ProxyRequest) => Promise<number>,
): Promise<number> {
  const request = parseProxyArguments(words);
  switch (request.kind) {
    case 'help':
      process.stdout.write(PROXY_HELP);
      return 0;
    case 'usage':
      process.stderr.write(`tcptrace-tui: ${request.problem}\n`);
      return 2;
    case 'proxy':
      if (request.headless) return runHeadless(request);
      if (process.stdout.isTTY) return openScreen(request);
      process.stderr.write('tcptrace-tui: there is no terminal for the screen; --headless forwards without one\n');
      return 2;
  }
}
