/** Captures whose troubles are known: exactly these findings, problems and notes, and no others. */
import { describe, expect, it } from 'vitest';
import { record } from '../stream/tls-bytes.ts';
import { type CapturedPacket, pcap } from '../support/captures.ts';
import { scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { diagnoseFile } from './diagnose-capture.ts';
import { ENDS, exchange, goodbye, handshake, NEAR_SERVER, OPTIONS, quoted, scenarioOf, times } from './traffic.ts';

/** "!! T1 6.0": severity, id, and seconds lost where there are any. */
async function found(packets: readonly CapturedPacket[]): Promise<string[]> {
  const { findings } = await diagnoseFile(writeTemporary(pcap([...packets])));
  return findings.map(({ severity, id, lostSeconds }) =>
    `${severity} ${id} ${lostSeconds < 0.05 ? '' : lostSeconds.toFixed(1)}`.trim(),
  );
}

const packetsOf = (...parts: string[]): CapturedPacket[] => scenarioPackets(scenarioOf(...parts));
const later = (packet: CapturedPacket, micros: number): CapturedPacket => ({
  ...packet,
  micros: packet.micros + micros,
});
const byTime = (packets: CapturedPacket[]): CapturedPacket[] => packets.sort((one, other) => one.micros - other.micros);

/** The same packet one hop on: a smaller TTL, nothing else. */
function routed(packet: CapturedPacket, micros: number): CapturedPacket {
  const bytes = Uint8Array.from(packet.bytes);
  bytes[ETHERNET + IP_TTL]--;
  return { ...packet, bytes, micros: packet.micros + micros };
}
const ETHERNET = 14;
const IP_TTL = 8;

/** 40 kB from the server in segments of 1000 bytes, each acknowledged. */
const DOWNLOAD = [
  '1 a > b P. "GET / HTTP/1.1\r\nHost: jobs.example\r\n\r\n" ack 1 win 502'.replaceAll('\r\n', '\\r\\n'),
  times(
    40,
    (i) => `${1.02 + i * 0.001} b > a . ${1 + 1000 * i}:${1001 + 1000 * i}(1000) ack 39 win 502
      ${1.0205 + i * 0.001} a > b . ack ${1001 + 1000 * i} win 502`,
  ),
];
const CLEAN = [handshake(), ...DOWNLOAD, goodbye(3, 38, 40_000)];

describe('a clean capture', () => {
  it('has no finding', async () => {
    expect(await found(packetsOf(...CLEAN))).toEqual([]);
  });

  it.each([0, 0.0003, 0.005, 0.05])('taken at two places %s s apart is no loss', async (delay) => {
    const packets = packetsOf(...CLEAN);
    expect(await found(byTime([...packets, ...packets.map((packet) => later(packet, delay * 1e6))]))).toEqual([
      '. L11',
    ]);
  });

  it('taken on all interfaces of a router is no loss', async () => {
    const packets = packetsOf(...CLEAN).flatMap((packet) => [packet, routed(packet, 8), routed(packet, 3000)]);
    expect(await found(byTime(packets))).toEqual(['. L11']);
  });

  it('stored twice is no loss', async () => {
    const packets = packetsOf(...CLEAN);
    expect(await found([...packets, ...packets])).toEqual(['. L11', '. T10']);
  });

  it('whose packets several queues brought in disorder is no loss', async () => {
    const packets = packetsOf(...CLEAN);
    for (let i = 5; i + 1 < packets.length; i += 7) [packets[i], packets[i + 1]] = [packets[i + 1], packets[i]];
    expect(await found(packets)).toEqual([]);
  });

  it('whose clock was set back is not stored twice', async () => {
    const packets = packetsOf(...CLEAN);
    const half = packets.length >> 1;
    expect(await found([...packets.slice(0, half), ...packets.slice(half).map((one) => later(one, -2e6))])).toEqual([
      '. T10',
    ]);
  });

  it('cut within the options of its SYNs is not limited by small windows', async () => {
    const cut = packetsOf(...CLEAN).map((packet) => ({
      ...packet,

      bytes: packet.bytes.slice(0, 60),
    }));
    expect(await found(cut)).toEqual([]);
  });

  it('begun in the middle knows the server by its port', async () => {
    const { findings } = await diagnoseFile(writeTemporary(pcap(packetsOf(...CLEAN).slice(4))));
    expect(findings.map(({ id, what }) => `${id} ${what}`)).toEqual([
      'O14 the connection was open before the capture began, 10.0.0.1:40000 to 10.0.0.2:80',
    ]);
  });
});

describe('opening', () => {
  it('SYNs that had to be sent again are no data loss, but time lost', async () => {
    const opening = `0 a > b S win 64240 <${OPTIONS}>
      1 a > b S 0:0(0) win 64240 <${OPTIONS}>
      1.02 b > a S. ack 1 win 65160 <${OPTIONS}>
      1.0201 a > b . ack 1 win 502`;
    expect(await found(packetsOf(opening, exchange(1.1), goodbye(2, 10, 10)))).toEqual(['! O6 1.0']);
  });
});

describe('resets', () => {
  it('answering data say that the server knows nothing of it', async () => {
    expect(
      await found(
        packetsOf(handshake(), exchange(0.1), '0.9 a > b P. 11:21(10) ack 11 win 502\n0.92 b > a R 11:11(0)'),
      ),
    ).toEqual(['! C1']);
  });

  it('with another TTL are injected', async () => {
    const injected = '0.1 a > b P. "GET /x HTTP/1.1\\r\\n\\r\\n" ack 1 win 502\n0.105 b > a R. ack 20 win 0 ttl 117';
    const { findings } = await diagnoseFile(writeTemporary(pcap(packetsOf(handshake(), injected))));
    expect(findings).toMatchObject([
      {
        id: 'C1',
        severity: '!!',
        what: "forged reset in the server's name instead of answering the HTTP request; its TTL is 117, the server's other packets have 64, 10.0.0.1:40000 to 10.0.0.2:80",
        why: 'The reset was injected on the way, by a firewall or filter: not sent by the host it names.',
      },
    ]);
  });
});

describe('transfers', () => {
  const told = '"HTTP/1.1 200 OK\\r\\nContent-Length: 3000\\r\\n\\r\\n"';
  const ask = '0.1 a > b P. "GET /x HTTP/1.1\\r\\n\\r\\n" ack 1 win 502';

  it('that the server interrupts without anything in flight are its own slowness', async () => {
    const reply = `0.12 b > a P. ${told} ack 20 win 502
      0.1201 a > b . ack 42 win 502
      4.12 b > a P. 42:1042(1000) ack 20 win 502\n4.1201 a > b . ack 1042 win 502
      4.13 b > a P. 1042:3042(2000) ack 20 win 502\n4.1301 a > b . ack 3042 win 502`;
    expect(await found(packetsOf(handshake(), ask, reply, goodbye(5, 19, 3041)))).toEqual(['! T1 4.0', '. N1']);
  });

  it('that the client gives up are a note', async () => {
    const reply = `0.12 b > a P. ${told} ack 20 win 502\n0.1201 a > b . ack 42 win 502`;
    expect(
      await found(
        packetsOf(
          handshake(),
          ask,
          reply,
          '0.2 a > b F. 20:20(0) ack 42 win 502\n0.22 b > a F. 42:42(0) ack 21 win 502\n0.2201 a > b . ack 43 win 502',
        ),
      ),
    ).toEqual(['. C6']);
  });

  it('of TLS that end within a record are cut', async () => {
    const data = record(23, new Uint8Array(400)).subarray(0, 200);
    const lines = `0.1 a > b P. ${quoted(record(23, new Uint8Array(30)))} ack 1 win 502
      0.12 b > a P. ${quoted(data)} ack 36 win 502
      0.1201 a > b . ack 201 win 502
      0.13 b > a F. 201:201(0) ack 36 win 502
      0.1301 a > b F. 36:36(0) ack 202 win 502
      0.15 b > a . ack 37 win 502`;
    expect(await found(packetsOf(handshake(), lines))).toEqual(['!! C6', '. S4']);
  });

  it('whose path dies with the window full are no fault of the receiver', async () => {
    // 65536 bytes of window, all in flight, and never an answer again.
    const burst = times(64, (i) => `${1 + i * 0.0001} b > a . ${1 + 1024 * i}:${1025 + 1024 * i}(1024) ack 1 win 502`);
    const lines = [burst, '1.3 b > a . 1:1025(1024) ack 1 win 502 retries 5'];
    expect(await found(packetsOf(handshake({ ...NEAR_SERVER, window: 512 }), ...lines))).toEqual([
      '!! L4 31.3',
      '. C7',
    ]);
  });

  it('that ICMP asks to send in smaller packets lose nothing', async () => {
    const lines = `1 b > a . 1:1449(1448) ack 1 win 502
      1.01 r > b icmp fragmentation needed mtu 1400
      1.011 b > a . 1:1349(1348) ack 1 win 502\n1.012 b > a . 1349:1449(100) ack 1 win 502
      1.03 a > b . ack 1449 win 502`;
    const text = ['r 10.0.0.254', ENDS, handshake(NEAR_SERVER), lines, goodbye(2, 0, 1448)].join('\n');
    expect(await found(scenarioPackets(text))).toEqual(['. M3']);
  });
});
