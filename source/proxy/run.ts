/** `tcptrace-tui proxy WORDS`. */

import process from 'node:process';
import { safeLine } from '../stream/safe-text.ts';
import { parseProxyArguments } from './arguments.ts';
import { runHeadless } from './headless.ts';
import type { ProxyRequest } from './options.ts';

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
      process.stderr.write(`tcptrace-tui: ${safeLine(request.problem)}\n`);
      return 2;
    case 'proxy':
      if (request.headless) return runHeadless(request);
      if (process.stdout.isTTY) return openScreen(request);
      process.stderr.write('tcptrace-tui: there is no terminal for the screen; --headless forwards without one\n');
      return 2;
  }
}

/** What `tcptrace-tui proxy --help` prints. */
export const PROXY_HELP = `usage: tcptrace-tui proxy [OPTION …] LISTEN TARGET [OPTION …] [LISTEN TARGET [OPTION …] …]

Forwards every connection to LISTEN on to TARGET, records what is forwarded and shows it. Options before the first pair
are defaults for all pairs, options after a pair belong to it.

LISTEN  [HOST:]PORT (loopback unless a host is given; port 0 picks one), tls://[HOST:]PORT, unix:/PATH
TARGET  HOST:PORT, [IPV6]:PORT, tls://HOST:PORT, unix:/PATH

Recording
  --save FILE.pcapng      keep the recording (without it: a temporary ring of 1 GB, removed at exit)
  --save-limit SIZE       keep the last SIZE bytes, in eight files FILE-0001.pcapng …; started again, it is continued
  --keep-payload N        keep N payload bytes of each piece
  --force                 --save and --tls-auto may replace files that hold something
Clients and time
  --allow CIDR            who may connect (may be given several times)
  --max-clients N         connections at once (10000)
  --connect-timeout TIME  for each address of the target (30s)
  --idle-timeout TIME     without a byte in either direction (24h)
  --proxy-protocol accept|send   read the PROXY header of clients, or write one to the target
TLS
  --tls-cert FILE         certificate of tls:// listeners
  --tls-key FILE          its key
  --tls-auto FILE         instead: certificates of a throw-away CA, whose own certificate is written to FILE
  --tls-ca FILE           CA certificates the target's must come from
  --tls-name NAME         server name to ask the target for (its own)
  --tls-client-cert FILE --tls-client-key FILE   shown to a target that asks for a certificate
  --tls-insecure          accept any certificate of the target
  --alpn LIST|pass        protocols to agree to; pass: the client's offer is handed on (http/1.1 if offered, else pass)
  --keylog FILE           write the session keys of both sides
  --starttls both|client|refuse   TLS that starts within PostgreSQL, MySQL, SMTP, IMAP, POP3, FTP: it ends here and begins
                          again towards the target, ends here alone, or nobody gets it (needs --tls-auto or --tls-cert)
Changing traffic (marked on screen and in the recording)
  --latency 100ms±20ms    wait so long each way: a round trip takes twice as much longer
  --rate 1mbit            at most so many bits a second each way
  --fault slice=N | black-hole | reset=SIZE | reset=TIME | refuse | slow-close=TIME
          each may end in ,to-server or ,to-client and in ,every=N or ,percent=P[,seed=S]
  --hold PATTERN          stop messages with this text, /regular expression/ or * until they are let go
  --frame FORM            how to cut what is held: a protocol's name (http, redis, …), line, delimiter:HEX,
                          length:BYTES… (as it comes)
  --as-edited             leave Content-Length and chunk sizes of edited HTTP messages (they are made to fit)
  --rewrite-host          the HTTP Host header names the target
Running
  --headless              no screen: a line of JSON per event on standard output; SIGTERM ends it
  --log FILE              append the events there
  --keep-going            listeners that cannot listen are told, and the others go on (one that cannot is the end)
  --config FILE           the same options as JSON: {"save": "x.pcapng", "pairs": [{"listen": "8080", "target": "a:80"}]}
`;
