/** What was met on the way to TCP and is not opened further, counted by what it is. */
import { type Frame, MOST_TUNNELS, NO_ID } from './frame.ts';

/** Kinds that are told apart. */
const MOST_KINDS = 200;
const OTHERS = 'something else';

/** EtherTypes that never lead to IP, and that nobody misses: ARP, RARP, 802.3 control, PPPoE discovery, EAPOL, LLDP, loopback tests. */
const ORDINARY = new Set([0x0806, 0x8035, 0x8808, 0x8809, 0x8863, 0x888e, 0x88cc, 0x9000]);

/** https://www.iana.org/assignments/protocol-numbers, those that people look for TCP in. */
const PROTOCOL_NAMES: Record<number, string> = { 50: 'IPsec ESP, encrypted', 132: 'SCTP' };

export class Unopened {
  /** Packets, by words that go on "… which is not opened": "GRE with protocol 0x88b5". */
  readonly packets = new Map<string, number>();

  /** The frame could not be opened up to an IP header. */
  noteFrame({ header, unknown, entered }: Frame): void {
    if (entered === MOST_TUNNELS) this.#count(`more than ${MOST_TUNNELS} tunnels in each other`);
    else if (header !== null && unknown !== NO_ID && !ORDINARY.has(unknown)) {
      const field = header.name === 'Ethernet' ? 'type' : 'protocol';
      this.#count(`${header.name} with ${field} 0x${unknown.toString(16).padStart(4, '0')}`);
    } else if (header !== null && entered > 0) this.#count(`${header.name}, cut or malformed`);
  }

  noteLinkType(name: string): void {
    this.#count(name);
  }

  noteProtocol(protocol: number): void {
    const name = PROTOCOL_NAMES[protocol];
    this.#count(`IP protocol ${protocol}${name === undefined ? '' : ` (${name})`}`);
  }

  #count(what: string): void {
    const { packets } = this;
    const counted = packets.has(what) || packets.size < MOST_KINDS ? what : OTHERS;
    packets.set(counted, (packets.get(counted) ?? 0) + 1);
  }
}
