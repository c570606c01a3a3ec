/** What an IP packet carries that is opened further: by its protocol number, or by the port of a UDP datagram. One table; a new tunnel is a line. */
import type { Frame, Header, Opener } from './frame.ts';
import { openGeneve } from './geneve.ts';
import { openGre } from './gre.ts';
import { openGtp } from './gtp.ts';
import { openEtherIp, openIpv4InIp, openIpv6InIp, openMplsInIp } from './ip-in-ip.ts';
import { openL2tp, openL2tpOnIp } from './l2tp.ts';
import { openTeredo } from './teredo.ts';
import { Protocol, UDP_HEADER, Udp } from './transport.ts';
import { openTzsp } from './tzsp.ts';
import { openFou, openGue } from './udp-encapsulation.ts';
import { openVxlan } from './vxlan.ts';

/** https://www.iana.org/assignments/protocol-numbers; headers of no bytes are what follows. */
const BY_PROTOCOL: readonly [number, string, Opener][] = [
  [4, 'IPv4', openIpv4InIp],
  [41, 'IPv6', openIpv6InIp],
  [47, 'GRE', openGre],
  [97, 'EtherIP', openEtherIp],
  [115, 'L2TPv3', openL2tpOnIp],
  [137, 'MPLS', openMplsInIp],
];

/** Word for --tunnel, header, reader, and the ports at which it is found unless the user says otherwise. */
const IN_UDP: readonly [string, string, Opener, readonly number[]][] = [
  // 8472 is the port of Linux' own choice before there was a standard; 4790 that of VXLAN-GPE.
  ['vxlan', 'VXLAN', openVxlan, [4789, 4790, 8472]],
  ['geneve', 'Geneve', openGeneve, [6081]],
  ['gtp', 'GTP-U', openGtp, [2152]],
  ['mpls', 'MPLS', openMplsInIp, [6635]],
  ['l2tp', 'L2TP', openL2tp, [1701]],
  ['tzsp', 'TZSP', openTzsp, [37008]],
  ['teredo', 'Teredo', openTeredo, [3544]],
  ['gue', 'GUE', openGue, [6080]],
  ['fou', 'FOU', openFou, []],
];

/** Words that `--tunnel` takes. */
export const UDP_TUNNELS: readonly string[] = IN_UDP.map(([word]) => word);

/** A port at which a tunnel is looked for. */
export interface TunnelPort {
  /** One of UDP_TUNNELS. */
  readonly tunnel: string;
  readonly port: number;
}

const header = (name: string, open: Opener): Header => ({ name, open });
const PROTOCOL_HEADERS = new Map(BY_PROTOCOL.map(([number, name, open]) => [number, header(name, open)]));
const UDP_HEADERS = new Map(IN_UDP.map(([word, name, open]) => [word, header(name, open)]));

export class TunnelTable {
  /** By UDP port: 0, or one more than the place of the header in `#headers`. */
  readonly #byPort = new Uint8Array(2 ** 16);
  readonly #headers: Header[] = [];

  constructor(more: readonly TunnelPort[] = []) {
    for (const [word, , , ports] of IN_UDP) for (const port of ports) this.#listen(word, port);
    for (const { tunnel, port } of more) this.#listen(tunnel, port);
  }

  /**
   * What the IP packet carries, at the frame's offset, that is opened further; null = nothing. Moves behind the header of a UDP datagram
   * then.
   */
  carried(frame: Frame, protocol: number): Header | null {
    if (protocol !== Protocol.udp) return PROTOCOL_HEADERS.get(protocol) ?? null;
    if (!frame.has(UDP_HEADER)) return null;
    const place = this.#byPort[frame.short(Udp.destinationPort)] || this.#byPort[frame.short(Udp.sourcePort)];
    if (place === 0) return null;
    const length = frame.short(Udp.length);
    if (length >= UDP_HEADER) frame.bound(length);
    frame.offset += UDP_HEADER;
    return this.#headers[place - 1];
  }

  #listen(word: string, port: number): void {
    const found = UDP_HEADERS.get(word);
    if (found === undefined) throw new RangeError(`no tunnel in UDP is called ${word}`);
    if (!this.#headers.includes(found)) this.#headers.push(found);
    this.#byPort[port] = this.#headers.indexOf(found) + 1;
  }
}
