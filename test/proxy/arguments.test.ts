import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import { DEFAULT_OPTIONS } from '../../source/proxy/options.ts';

function pairsOf(...words: string[]) {
  const request = parseProxyArguments(words);
  if (request.kind !== 'proxy') throw new Error(JSON.stringify(request));
  return request.pairs;
}

function problemOf(...words: string[]): string {
  const request = parseProxyArguments(words);
  return request.kind === 'usage' ? request.problem : '';
}

describe('LISTEN and TARGET', () => {
  it.each([
    ['8080', { kind: 'tcp', host: '127.0.0.1', port: 8080 }],
    ['0', { kind: 'tcp', host: '127.0.0.1', port: 0 }],
    ['0.0.0.0:8080', { kind: 'tcp', host: '0.0.0.0', port: 8080 }],
    ['*:8080', { kind: 'tcp', host: '::', port: 8080 }],
    ['[::1]:8080', { kind: 'tcp', host: '::1', port: 8080 }],
    ['unix:/tmp/a b', { kind: 'unix', path: '/tmp/a b' }],
  ])('listens at %s', (text, listen) => {
    expect(pairsOf(text, 'a:1')[0].listen).toEqual(listen);
  });

  it.each([
    ['example.org:80', { kind: 'tcp', host: 'example.org', port: 80 }],
    ['[2001:db8::1]:80', { kind: 'tcp', host: '2001:db8::1', port: 80 }],
    ['tls://example.org:443', { kind: 'tls', host: 'example.org', port: 443 }],
    ['unix:/run/app.sock', { kind: 'unix', path: '/run/app.sock' }],
  ])('forwards to %s', (text, target) => {
    expect(pairsOf('1', text)[0].target).toEqual(target);
  });

  it.each(['80', 'host', 'host:0', 'host:65536', '[::1', '[zz]:80', 'unix:', 'a:b:80'])(
    'refuses the target %s',
    (text) => {
      expect(problemOf('1', text)).toMatch(/not a target/);
    },
  );

  it('listens with TLS on loopback', () => {
    expect(pairsOf('--tls-auto', 'ca.pem', 'tls://8443', 'a:1')[0].listen).toEqual({
      kind: 'tls',
      host: '127.0.0.1',
      port: 8443,
    });
  });
});

describe('options', () => {
  it('before the first pair are defaults for all, after a pair belong to it', () => {
    const [first, second, third] = pairsOf(
      ...'--rate 1mbit --allow 10.0.0.0/8 1 a:1 --rewrite-host --allow 192.0.2.1 2 a:2 3 a:3 --max-clients 5'.split(
        ' ',
      ),
    );
    const rate = {
      impairment: { kind: 'rate', bytesPerSecond: 125_000 },
      directions: ['to-server', 'to-client'],
      share: { kind: 'all' },
    };
    const defaults = { ...DEFAULT_OPTIONS, impairments: [rate], allow: ['10.0.0.0/8'] };
    expect(first.options).toEqual({ ...defaults, rewriteHost: true, allow: ['10.0.0.0/8', '192.0.2.1/32'] });
    expect(second.options).toEqual(defaults);
    expect(third.options).toEqual({ ...defaults, maxClients: 5 });
  });

  it('describe the whole command wherever they stand', () => {
    expect(parseProxyArguments('1 a:1 --headless --save x.pcapng --keep-payload 256 --log=l'.split(' '))).toMatchObject(
      {
        headless: true,
        recording: { kind: 'file', path: 'x.pcapng' },
        keepPayload: 256,
        log: 'l',
      },
    );
  });

  it('record into a temporary ring of 1 GB unless told otherwise', () => {
    expect(parseProxyArguments(['1', 'a:1'])).toMatchObject({ recording: { kind: 'ring', path: null, limit: 1e9 } });
    expect(parseProxyArguments('1 a:1 --save x.pcapng --save-limit 16M'.split(' '))).toMatchObject({
      recording: { kind: 'ring', path: 'x.pcapng', limit: 16e6 },
    });
  });

  it.each([
    ['latency', '100ms±20ms', { kind: 'latency', latency: 100, jitter: 20 }],
    ['latency', '100±20ms', { kind: 'latency', latency: 100, jitter: 20 }],
    ['latency', '1.5s', { kind: 'latency', latency: 1500, jitter: 0 }],
    ['fault', 'slice=3', { kind: 'slice', bytes: 3 }],
    ['fault', 'reset=10k', { kind: 'reset-after-bytes', bytes: 10_000 }],
    ['fault', 'reset=5s', { kind: 'reset-after-time', milliseconds: 5000 }],
    ['fault', 'reset=5m', { kind: 'reset-after-bytes', bytes: 5_000_000 }],
    ['fault', 'reset=5min', { kind: 'reset-after-time', milliseconds: 300_000 }],
    ['fault', 'black-hole', { kind: 'black-hole' }],
    ['fault', 'slow-close=250ms', { kind: 'slow-close', milliseconds: 250 }],
  ])('--%s %s', (option, text, impairment) => {
    expect(pairsOf('1', 'a:1', `--${option}`, text)[0].options.impairments).toMatchObject([{ impairment }]);
  });

  it('choose direction and connections of a fault', () => {
    expect(pairsOf('1', 'a:1', '--fault', 'refuse,to-client,percent=25,seed=7')[0].options.impairments).toEqual([
      { impairment: { kind: 'refuse' }, directions: ['to-client'], share: { kind: 'percent', percent: 25, seed: 7 } },
    ]);
  });

  it.each([
    [['1', 'a:1', '--tls-auto', 'ca.pem'], /^--tls-auto has nothing to do without a tls:\/\/ listener$/],
    [['1', 'tls://a:1', '--tls-client-key', 'k'], /^--tls-client-cert and --tls-client-key go together$/],
    [['1', 'a:1', '--tls-insecure'], /^--tls-insecure has nothing to do without a tls:\/\/ target$/],
    [['1', 'a:1', '--keylog', 'keys'], /^--keylog has nothing to do without a tls:\/\/ listener or target$/],
    [['80', 'localhost:80'], /^127.0.0.1:80 would forward to itself/],
    [['*:80', '127.0.0.1:80'], /^\[::\]:80 would forward to itself/],
    [['unix:/a', 'unix:/a'], /^unix:\/a would forward to itself/],
    [['1', 'a:1', '--save', '/no/such/x.pcapng'], /^--save \/no\/such\/x.pcapng: there is no such folder$/],
    [['1', 'a:1', '--log', '/no/such/log'], /^--log \/no\/such\/log: there is no such folder$/],
    [['1', 'a:1', '--frobnicate', 'x'], /--frobnicate is not an option/],
    [['1', 'a:1', '--latnecy', '1ms'], /--latnecy is not an option of the proxy; did you mean --latency; /],
    [['1', 'a:1', '--rate'], /--rate needs a value/],
    [['1', 'a:1', '--rate', 'fast'], /--rate fast: wanted such as 1mbit/],
    [['1', 'a:1', '--allow', '10.0.0.0/40'], /--allow 10.0.0.0\/40/],
    [['1', 'a:1', '--idle-timeout', '10m'], /--idle-timeout 10m: wanted a time such as 10min/],
    [['1', 'a:1', '--idle-timeout', '0'], /--idle-timeout 0: wanted/],
    [['1', 'a:1', '--connect-timeout', '30d'], /--connect-timeout 30d/],
    [['1', 'a:1', '--hold', '/(/'], /--hold \/\(\//],
    [['1', 'a:1', '--latency', '100'], /--latency 100: wanted such as 100ms/],
    [['1', 'a:1', '--fault', 'black-hole,toserver'], /and behind it any of ,to-server ,to-client ,every=N/],
    [['1', 'a:1', '--tls-insecure=no'], /--tls-insecure takes no value/],
    [['1', 'a:1', '--save', '--headless'], /--save needs a value/],
    [['1', 'a:1', '-x'], /-x is not an option of the proxy; tcptrace-tui proxy --help/],
    [['1', 'a:1', 'latency=5ms'], /did you mean --latency=5ms\?/],
    [['99999', 'a:1'], /99999: cannot listen there; wanted \[host:\]port \(0 to 65535\)/],
    [['1'], /1 needs a TARGET: where to forward to/],
    [[], /say where to listen and where to forward to: proxy 8080 localhost:80/],
    [['tls://1', 'a:1'], /needs --tls-cert/],
    [['1', 'a:1', '--tls-cert', 'c'], /go together/],
    [['1', 'a:1', '--headless', '--hold', 'x'], /--hold needs the screen/],
    [['1', 'a:1', '--frame', 'zip'], /^--frame zip: wanted tls, http, .*line, delimiter:HEX/],
  ])('%j is refused in words', (words, problem) => {
    expect(problemOf(...words)).toMatch(problem);
  });
});

it.each([['--help'], ['-h']])('%s anywhere asks for help', (word) => {
  expect(parseProxyArguments(['8080', word])).toEqual({ kind: 'help' });
});

describe('--config', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'proxy-arguments-'));
  const file = path.join(folder, 'proxy.json');

  it('says the same as JSON', () => {
    writeFileSync(
      file,
      JSON.stringify({
        save: 'x.pcapng',
        headless: true,
        'max-clients': 9,
        pairs: [{ listen: 8080, target: 'a:1', allow: ['10.0.0.0/8', '192.0.2.1'], 'rewrite-host': true }],
      }),
    );
    expect(parseProxyArguments(['--config', file])).toEqual(
      parseProxyArguments(
        '--save x.pcapng --headless --max-clients 9 8080 a:1 --allow 10.0.0.0/8 --allow 192.0.2.1 --rewrite-host'.split(
          ' ',
        ),
      ),
    );
  });

  it.each([
    ['{', /proxy.json: /],
    ['[]', /wanted a JSON object/],
    ['{"pairs":[{"listen":8080}]}', /each pair needs "listen", such as "8080", and "target"/],
    ['{"pairs":[{"listen":"1","target":"a:1","laten":"1ms"}]}', /proxy.json: --laten is not an option/],
    ['{"latency":"x"}', /proxy.json: --latency x: wanted/],
    ['{"config":"proxy.json"}', /a config file cannot name another one/],
    ['{"rate":{}}', /"rate" must be/],
  ])('%s is refused in words', (text, problem) => {
    writeFileSync(file, text);
    expect(problemOf('--config', file)).toMatch(problem);
  });

  it('that is missing is refused in words', () => {
    rmSync(folder, { recursive: true });
    expect(problemOf('--config', file)).toMatch(/no such file/);
  });
});
