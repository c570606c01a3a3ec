/**
 * Captures beside the project (skipped without them): `!!` fires on those with a trouble that was looked at and confirmed in
 * the packets, and on no other.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../source/capture/capture.ts';
import { sharedFolder } from '../support/shared.ts';
import { diagnoseFile } from './diagnose-capture.ts';

const SIX_SYNS = { L2: 'the segments before the FIN come again after 64 and 128 s' };
const TROUBLES: Record<string, Record<string, string>> = {
  'chrissanders/tcp_refuseconnection.pcapng': { O2: 'SYN, RST' },
  'chrissanders/tcp_retransmissions.pcapng': { L4: 'the same bytes six times, 0.2 s to 4.8 s apart' },
  'made/gzip-named-plain.dmp': SIX_SYNS,
  'made/huge-caplen-mid.dmp': SIX_SYNS,
  'made/plain-named.dmp.gz': SIX_SYNS,
  'made/time-zero-mid.dmp': SIX_SYNS,
  'markofu/CounterHack__HackChallenge_Cmas2011.pcap': { T1: 'a web application that takes 6 s' },
  'markofu/ftpclientdenied.pcap': { O1: 'three SYNs, no answer' },
  'suricata-verify/ipv6-kill-router-gateway__kill_router6.pcap': { O3: 'no route to destination' },
  'suricata-verify/ipv6-malformed-fragments-22__frag-22.pcap': { O3: 'no route to destination' },
  'suricata-verify/mqtt5-unsub-qos1__input.pcap': { O2: 'port 64001 of ::1' },
  'suricata-verify/output-eve-ftp-data__input.pcap': { L2: 'four time-outs of a command' },
  'suricata-verify/sip-method__sip.pcap': { O1: 'ports 139 and 445 never answer' },
  'suricata-verify/ssh-hassh-incomplete__input.pcap': { M1: 'the 1440-byte key exchange never arrives' },
  'tcptrace/6syns.dmp.gz': SIX_SYNS,
  'tcptrace/long_rtt.dmp.gz': { L2: '5 of 22 segments, minutes of time-outs' },
  'tcptrace/urgent.dmp.gz': { W1: 'closed 17 times, 40 s' },
  'tcptrace/zwnd.dmp.gz': { W1: 'closed for 22 s' },
  'zeek/nmap-vsn.pcap': { O2: 'a scan of closed ports' },
  'zeek/pop3__pop3.pcap': { O2: 'two servers refuse' },
  'zeek/pppoe-over-qinq.pcap': { L2: '6 of 27 segments, 2.6 s' },
  'zeek/web.pcap': { O2: 'port 12345' },
};

describe.skipIf(sharedFolder === null)('captures beside the project', () => {
  const folder = path.join(sharedFolder ?? '', 'captures');
  const manifest = sharedFolder === null ? '' : readFileSync(path.join(folder, 'manifest.tsv'), 'utf8');
  const captures = manifest
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0])
    .filter((name) => name !== '');

  it('have !! where there is trouble and nowhere else', async () => {
    const found: Record<string, string[]> = {};
    for (const name of captures) {
      const ids = await problemsOf(path.join(folder, name));
      if (ids.length > 0) found[name] = ids;
    }
    const expected = Object.fromEntries(
      Object.entries(TROUBLES).map(([name, troubles]) => [name, Object.keys(troubles)]),
    );
    expect(found).toEqual(expected);
  }, 120_000);
});

async function problemsOf(file: string): Promise<string[]> {
  try {
    const { findings } = await diagnoseFile(file);
    return [...new Set(findings.filter(({ severity }) => severity === '!!').map(({ id }) => id))].sort();
  } catch (failure) {
    // Some are no captures at all, on purpose.
    if (failure instanceof CaptureError) return [];
    throw failure;
  }
}
