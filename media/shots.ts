/** The screens worth a picture: each starts the program and drives it to what the picture shows. */
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fixture } from '../test/support/program.ts';
import { type ProgramInTerminal, start } from '../test/support/terminal.ts';

async function sample(cols = 80, rows = 24): Promise<ProgramInTerminal> {
  const program = start({ args: [fixture('lossy-transfer.pcapng')], cols, rows });
  await program.waitFor(/4 problems.*help/s);
  return program;
}

export const SHOTS: Record<string, () => Promise<ProgramInTerminal>> = {
  async opening() {
    const program = await sample();
    program.press('down');
    await program.waitFor(/!! #2 15 of 224.*help/s);
    return program;
  },

  async detail() {
    const program = await sample();
    program.press('down', '3');
    await program.waitFor(/largest segment.*6 graphs/s);
    return program;
  },

  async messages() {
    const program = await sample();
    program.press('down', 'down', '4');
    await program.waitFor(/GET \/slow.*help/s);
    program.press('down', 'v', 'v', 'v');
    await program.waitFor(/^> +2 .* HTTP response .*"owner": "mk"/ms);
    return program;
  },

  async 'time-sequence'() {
    const program = await sample(100, 30);
    program.press('down', '6');
    await program.waitFor(/300k\|.*^ 0\.000000 s/ms);
    program.press('right', 'right', 'right', 'right', 'right');
    await program.waitFor(/^ 0\.1.*in flight/m);
    return program;
  },

  async proxy() {
    const server = createServer(({ url }, response) => {
      response.statusCode = url === '/v1/jobs' ? 200 : 404;
      response.setHeader('Content-Type', 'application/json');
      response.end(
        url === '/v1/jobs'
          ? '{"jobs": [{"id": 1932, "state": "open", "owner": "mk"}]}\n'
          : '{"error": "no such job"}\n',
      );
    }).listen(0, '127.0.0.1');
    server.unref();
    await once(server, 'listening');
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const program = start({ args: ['proxy', '0', target] });
    const screen = await program.waitFor(/127\.0\.0\.1:\d+ -> /);
    const port = /127\.0\.0\.1:(\d+) -> /.exec(screen.join('\n'))![1];
    for (const url of ['/v1/jobs', '/v1/jobs/7', '/v1/jobs']) {
      const [response] = await once(get({ port, path: url, agent: false }), 'response');
      await once(response.resume(), 'close');
    }
    await program.waitFor(/ 3 .*GET \/v1\/jobs.*HTTP\/1\.1 200 OK/s);
    return program;
  },
};
