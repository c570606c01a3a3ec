/**
 * A scenario is traffic as text, a line a segment, in the manner of packetdrill; it becomes a capture that any tool opens.
 * The language is described in README.md beside this file.
 */
import { type CapturedPacket, pcap } from './captures.ts';
import { type Ends, icmpFrame, tcpFrame, udpFrame } from './frames.ts';
import { type Body, type Host, readScenario, type ScenarioLine, type TcpOption } from './scenario-text.ts';

export { pcap, pcapng, writeTemporary } from './captures.ts';

/** The bytes of a pcap file with the scenario's packets. */
export const scenario = (text: string): Uint8Array => pcap(scenarioPackets(text));

/** The scenario's packets in order of time. */
export function scenarioPackets(text: string): CapturedPacket[] {
  const { hosts, startMicros, lines } = readScenario(text);
  const network = new Network(hosts);
  const packets = lines.flatMap((line) => {
    const { retries, captured, copyAfter } = line.fields;
    const attempts = Array.from({ length: retries + 1 }, (_, retry) => ({
      micros: line.micros + (2 ** retry - 1) * 1e6,
      id: line.fields.id ?? network.nextIdentification(line.from),
    }));
    return attempts.flatMap(({ micros, id }) => {
      const bytes = network.frame({ ...line, fields: { ...line.fields, id } });
      const packet = {
        micros: startMicros + micros,
        bytes: bytes.subarray(0, captured ?? undefined),
        length: bytes.length,
      };
      return copyAfter === null ? [packet] : [packet, { ...packet, micros: packet.micros + copyAfter }];
    });
  });
  return packets.sort((a, b) => a.micros - b.micros);
}

/** What the lines so far have sent: next sequence numbers, quoted bytes, the last frame of each host. */
class Network {
  readonly #hosts: Map<string, Host>;
  /** By "from > to": relative sequence number after the last byte sent. */
  readonly #next = new Map<string, number>();
  /** By "from > to": bytes that were quoted, by relative sequence number. */
  readonly #quoted = new Map<string, Map<number, number>>();
  /** By host: its last frame, which an ICMP message to it quotes. */
  readonly #lastFrame = new Map<string, Uint8Array>();
  readonly #identification = new Map<string, number>();

  constructor(hosts: Map<string, Host>) {
    this.#hosts = hosts;
  }

  nextIdentification(host: string): number {
    const next = (this.#identification.get(host) ?? 0) + 1;
    this.#identification.set(host, next);
    return next;
  }

  frame({ from, to, body, fields, line }: ScenarioLine): Uint8Array {
    const source = this.#hosts.get(from)!;
    const destination = this.#hosts.get(to)!;
    const ends: Ends = { source: source.address, destination: destination.address };
    if (body.kind === 'icmp') {
      const cause = this.#lastFrame.get(to);
      if (!cause) throw new Error(`scenario line ${line}: "${to}" has sent nothing that an ICMP message could quote`);
      return icmpFrame(ends, body.what, body.mtu, cause, fields);
    }
    const frame =
      body.kind === 'udp'
        ? udpFrame(ends, [source.port, destination.port], body.text ?? pattern(0, body.length), fields)
        : tcpFrame(ends, this.#header(source, destination, body), this.#payload(from, to, body), fields);
    this.#lastFrame.set(from, frame);
    return frame;
  }

  #header(source: Host, destination: Host, body: Body & { kind: 'tcp' }) {
    return {
      sourcePort: source.port,
      destinationPort: destination.port,
      sequence: source.isn + this.#start(source.name, destination.name, body),
      acknowledgement: body.ack === null ? 0 : destination.isn + body.ack,
      flags: body.flags,
      window: body.window,
      urgent: body.urgent,
      options: body.options.map((option): TcpOption => {
        if (option.kind !== 'sack') return option;
        const blocks = option.blocks.map(([left, right]): [number, number] => [
          destination.isn + left,
          destination.isn + right,
        ]);
        return { kind: 'sack', blocks };
      }),
    };
  }

  #start(from: string, to: string, body: Body & { kind: 'tcp' }): number {
    return body.start ?? this.#next.get(`${from} > ${to}`) ?? 0;
  }

  /** The bytes at a sequence number are always the same: what was quoted there, else the alphabet. */
  #payload(from: string, to: string, body: Body & { kind: 'tcp' }): Uint8Array {
    const direction = `${from} > ${to}`;
    const start = this.#start(from, to, body);
    const quoted = this.#quoted.get(direction) ?? new Map<number, number>();
    this.#quoted.set(direction, quoted);
    for (const [i, byte] of body.text?.entries() ?? []) quoted.set(start + i, byte);
    const length = body.text?.length ?? body.length;
    const phantom = /[SF]/.test(body.flags) ? 1 : 0;
    this.#next.set(direction, Math.max(this.#next.get(direction) ?? 0, start + length + phantom));
    return pattern(start, length).map((byte, i) => quoted.get(start + i) ?? byte);
  }
}

/** a, b, c … z, a … by sequence number. */
function pattern(start: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 0x61 + ((start + i) % 26));
}
