/** Every tunnel that is opened: the bytes around a TCP segment, and that it is found in them and what carried it is told. */
import { expect, test } from 'vitest';
import { BATCH_PACKETS } from '../../source/capture/packets.ts';
import { decode } from '../../source/wire/decode.ts';
import { Inside } from '../../source/wire/inside.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import type { TunnelPort } from '../../source/wire/tunnels.ts';
import {
  batchOf,
  concat,
  type Ends,
  entry,
  ethernet,
  fromHex,
  HERE,
  ip4,
  ip6,
  segment4,
  segment6,
  THERE,
  THERE_6,
  udp,
} from './frames.ts';

const TCP4 = segment4();
const TCP6 = segment6();
const FRAME4 = ethernet(0x0800, TCP4);
const FRAME6 = ethernet(0x86dd, TCP6);

const over4 = (protocol: number, ...parts: (Uint8Array | string)[]): Uint8Array =>
  ethernet(0x0800, ip4(protocol, concat(...parts)));
const over6 = (nextHeader: number, ...parts: (Uint8Array | string)[]): Uint8Array =>
  ethernet(0x86dd, ip6(nextHeader, concat(...parts)));
const inUdp = (port: number, ...parts: (Uint8Array | string)[]): Uint8Array => over4(17, udp(port, concat(...parts)));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** "vxlan 42 ac100001>ac100002", outermost first. */
const carrierText = (inside: Inside, number: number): string =>
  inside.carriers.seen[number]
    .map(({ tunnel, id, source, destination }) => `${tunnel} ${id ?? '-'} ${hex(source)}>${hex(destination)}`)
    .join(', ');

function read(frame: Uint8Array, ports: readonly TunnelPort[] = [], linkType = 1, captured = frame.length) {
  const inside = new Inside(ports);
  const batch = batchOf([{ bytes: frame, captured, wire: frame.length }]);
  const segments = new SegmentBatch(BATCH_PACKETS);
  decode(batch, [{ linkType, fcsLength: 0 }], segments, 'all', inside);
  const { kind, version, ports: found, dataLength } = entry(batch, segments, 0);
  const carrier = segments.carrier[0] === 0 ? '' : carrierText(inside, segments.carrier[0]);
  return { kind, version, ports: found, dataLength, carrier, unopened: [...inside.unopened.packets] };
}

const BETWEEN_4 = 'ac100001>ac100002';
const BETWEEN_6 = 'fd000000000000000000000000000001>fd000000000000000000000000000002';
/** A destination option, 8 bytes. */
const routed = (next: string): string => `${next} 02 04 00 00 00 0000 ${hex(THERE_6)}`;

test.each<[string, Uint8Array, string]>([
  ['VXLAN', inUdp(4789, '08000000 00002a00', FRAME4), `vxlan 42 ${BETWEEN_4}`],
  ['VXLAN at the port of flannel', inUdp(8472, '08000000 00002a00', FRAME4), `vxlan 42 ${BETWEEN_4}`],
  ['VXLAN with a group policy', inUdp(4789, '88000001 00002a00', FRAME6), `vxlan 42 ${BETWEEN_4}`],
  ['VXLAN over IPv6', over6(17, udp(4789, concat('08000000 00002a00', FRAME4))), `vxlan 42 ${BETWEEN_6}`],
  [
    'VXLAN with a VLAN inside',
    inUdp(4789, '08000000 00002a00', ethernet(0x8100, concat('0064 0800', TCP4))),
    `vxlan 42 ${BETWEEN_4}`,
  ],
  ['VXLAN-GPE, IPv4', inUdp(4790, '0c000001 00002a00', TCP4), `vxlan 42 ${BETWEEN_4}`],
  ['VXLAN-GPE, IPv6', inUdp(4790, '0c000002 00002a00', TCP6), `vxlan 42 ${BETWEEN_4}`],
  ['VXLAN-GPE, Ethernet', inUdp(4790, '0c000003 00002a00', FRAME4), `vxlan 42 ${BETWEEN_4}`],
  [
    'VXLAN-GPE, NSH',
    inUdp(4790, '0c000004 00002a00 0fc20201 00000103', TCP4),
    `vxlan 42 ${BETWEEN_4}, nsh 1 ${BETWEEN_4}`,
  ],
  ['Geneve, Ethernet', inUdp(6081, '00006558 00000700', FRAME4), `geneve 7 ${BETWEEN_4}`],
  ['Geneve, IPv4 and options', inUdp(6081, '02000800 00000700 0108 0101 01020304', TCP4), `geneve 7 ${BETWEEN_4}`],
  ['Geneve, IPv6', inUdp(6081, '000086dd 00000700', TCP6), `geneve 7 ${BETWEEN_4}`],
  ['GRE', over4(47, '00000800', TCP4), `gre - ${BETWEEN_4}`],
  ['GRE with checksum', over4(47, '80000800 00000000', TCP4), `gre - ${BETWEEN_4}`],
  ['GRE with key and sequence', over4(47, '30000800 ffffffff 00000002', TCP4), `gre 4294967295 ${BETWEEN_4}`],
  ['GRE with all three, IPv6', over4(47, 'b00086dd 00000000 00000005 00000002', TCP6), `gre 5 ${BETWEEN_4}`],
  ['GRE, Ethernet', over4(47, '00006558', FRAME4), `gre - ${BETWEEN_4}`],
  ['GRE, MPLS', over4(47, '00008847 00010140', TCP4), `gre - ${BETWEEN_4}`],
  ['GRE over IPv6', over6(47, '000086dd', TCP6), `gre - ${BETWEEN_6}`],
  ['NVGRE', over4(47, '20006558 00138807', FRAME4), `nvgre 5000 ${BETWEEN_4}`],
  ['GRE, Ethernet with a key that is no subnet', over4(47, '20006558 00000007', FRAME4), `gre 7 ${BETWEEN_4}`],
  ['ERSPAN I', over4(47, '000088be', FRAME4), `erspan - ${BETWEEN_4}`],
  ['ERSPAN II', over4(47, '100088be 00000001 10050001 00000000', FRAME4), `erspan 1 ${BETWEEN_4}`],
  ['ERSPAN III', over4(47, '100022eb 00000001 20050002 00000000 00000000', FRAME4), `erspan 2 ${BETWEEN_4}`],
  [
    'ERSPAN III with a platform header',
    over4(47, '100022eb 00000001 20050002 00000000 00000001 0000000000000000', FRAME4),
    `erspan 2 ${BETWEEN_4}`,
  ],
  ['ERSPAN III, IP', over4(47, '100022eb 00000001 20050002 00000000 00000800', TCP4), `erspan 2 ${BETWEEN_4}`],
  ['PPTP', over4(47, '3081880b 002d0003 00000001 00000002 ff030021', TCP4), `pptp 3 ${BETWEEN_4}`],
  ['EoIP', over4(47, '20016400 00360700', FRAME4), `eoip 7 ${BETWEEN_4}`],
  ['IPIP', over4(4, TCP4), `ipip - ${BETWEEN_4}`],
  ['6in4', over4(41, TCP6), `6in4 - ${BETWEEN_4}`],
  ['4in6', over6(4, TCP4), `4in6 - ${BETWEEN_6}`],
  ['6in6', over6(41, TCP6), `6in6 - ${BETWEEN_6}`],
  ['IPv6 with a segment routing header', over6(43, routed('29'), TCP6), `srv6 - ${BETWEEN_6}`],
  ['IPv4 with a segment routing header', over6(43, routed('04'), TCP4), `srv6 - ${BETWEEN_6}`],
  ['GTP-U', inUdp(2152, '30ff0028 00001234', TCP4), `gtp 4660 ${BETWEEN_4}`],
  ['GTP-U, sequence number', inUdp(2152, '32ff002c 00001234 00010000', TCP4), `gtp 4660 ${BETWEEN_4}`],
  ['GTP-U, extension header of 5G', inUdp(2152, '34ff0030 00001234 00000085 01000900', TCP4), `gtp 4660 ${BETWEEN_4}`],
  ['GTP-U, Ethernet session', inUdp(2152, '30ff0036 00001234', FRAME4), `gtp 4660 ${BETWEEN_4}`],
  ['MPLS over UDP', inUdp(6635, '00064140', TCP4), `mpls 100 ${BETWEEN_4}`],
  ['MPLS over IP', over4(137, '00064040 00065140', TCP4), `mpls 100 ${BETWEEN_4}`],
  ['NSH on Ethernet', ethernet(0x894f, concat('0fc20101 00000103', TCP4)), 'nsh 1 >'],
  ['NSH with metadata, Ethernet', ethernet(0x894f, concat(`0fc60103 00000103 ${'00'.repeat(16)}`, FRAME4)), 'nsh 1 >'],
  ['NSH in GRE', over4(47, '0000894f 0fc20201 00000103', TCP4), `gre - ${BETWEEN_4}, nsh 1 ${BETWEEN_4}`],
  ['L2TPv2', inUdp(1701, '0002 0001 0009 ff030021', TCP4), `l2tp 9 ${BETWEEN_4}`],
  [
    'L2TPv2 with length, sequence and offset',
    inUdp(1701, '4a02 0036 0001 0009 0000 0000 0002 0000 0021', TCP4),
    `l2tp 9 ${BETWEEN_4}`,
  ],
  ['L2TPv3 over IP', over4(115, '00000009', FRAME4), `l2tp 9 ${BETWEEN_4}`],
  [
    'L2TPv3 over IP with a cookie and a sublayer',
    over4(115, '00000009 0102030405060708 40000001', FRAME4),
    `l2tp 9 ${BETWEEN_4}`,
  ],
  ['L2TPv3 over UDP', inUdp(1701, '00030000 00000009', FRAME4), `l2tp 9 ${BETWEEN_4}`],
  ['EtherIP', over4(97, '3000', FRAME4), `etherip - ${BETWEEN_4}`],
  ['TZSP', inUdp(37008, '01000001 0a0105 00 01', FRAME4), `tzsp - ${BETWEEN_4}`],
  ['Teredo', inUdp(3544, TCP6), `teredo - ${BETWEEN_4}`],
  [
    'Teredo, with indications',
    inUdp(3544, `0001 00 00 ${'00'.repeat(9)} 0000 1234 01020304`, TCP6),
    `teredo - ${BETWEEN_4}`,
  ],
  ['GUE', inUdp(6080, '00040000', TCP4), `gue - ${BETWEEN_4}`],
  ['GUE with fields', inUdp(6080, '01290000 00000000', TCP6), `gue - ${BETWEEN_4}`],
  ['GUE without a header', inUdp(6080, TCP4), `gue - ${BETWEEN_4}`],
  ['AH on IPv4', over4(51, '0604 0000 00000001 00000001 000000000000000000000000', TCP4.subarray(20)), ''],
  ['AH and IPIP', over4(51, '0404 0000 00000001 00000001 000000000000000000000000', TCP4), `ipip - ${BETWEEN_4}`],
  [
    'VXLAN in IPIP',
    over4(4, ip4(17, udp(4789, concat('08000000 00002a00', FRAME4)))),
    `ipip - ${BETWEEN_4}, vxlan 42 ${BETWEEN_4}`,
  ],
])('%s', (_, frame, carrier) => {
  expect(read(frame)).toMatchObject({ kind: 'tcp', ports: [1000, 80], dataLength: 0, carrier, unopened: [] });
});

test('tunnels at ports of the user', () => {
  const frame = inUdp(5555, TCP4);
  expect(read(frame)).toMatchObject({ kind: 'udp', carrier: '' });
  expect(read(frame, [{ tunnel: 'fou', port: 5555 }])).toMatchObject({ kind: 'tcp', carrier: `fou - ${BETWEEN_4}` });
  const gre = inUdp(5555, '00000800', TCP4);
  expect(read(gre, [{ tunnel: 'fou', port: 5555 }]).carrier).toBe(`fou - ${BETWEEN_4}, gre - ${BETWEEN_4}`);
});

test('the inner packet ends with the outer one, and a cut capture is no shorter connection', () => {
  const frame = inUdp(4789, '08000000 00002a00', ethernet(0x0800, segment4(new Uint8Array(500))));
  expect(read(frame).dataLength).toBe(500);
  expect(read(frame, [], 1, 110)).toMatchObject({ kind: 'tcp', dataLength: 500 });
});

test('what is not TCP inside stays the datagram or packet that it is outside', () => {
  const inner = ip4(17, udp(53, fromHex('00')));
  expect(read(inUdp(4789, '08000000 00002a00', ethernet(0x0800, inner)))).toMatchObject({
    kind: 'udp',
    ports: [50_000, 4789],
    carrier: '',
  });
  expect(read(over4(4, inner))).toMatchObject({ kind: 'ip', version: 4, carrier: '' });
  expect(read(over4(4, ip4(1, fromHex('0800 0000 00000000'))))).toMatchObject({ kind: 'icmp' });
});

test.each<[string, Uint8Array, string]>([
  ['GRE', over4(47, '000088b5', TCP4), 'GRE with protocol 0x88b5'],
  ['Ethernet', ethernet(0x88b5, TCP4), 'Ethernet with type 0x88b5'],
  ['GUE', inUdp(6080, '00110000', TCP4), 'GUE with protocol 0x0011'],
  ['ESP', over4(50, '00000001 00000001', TCP4), 'IP protocol 50 (IPsec ESP, encrypted)'],
  ['OSPF', over4(89, '0201 0030'), 'IP protocol 89'],
])('what is not opened is named: %s', (_, frame, what) => {
  expect(read(frame).unopened).toEqual([[what, 1]]);
});

test('a link type that is not opened is named; ARP is nothing that anybody misses', () => {
  expect(read(TCP4, [], 187).unopened).toEqual([['Bluetooth HCI', 1]]);
  expect(read(ethernet(0x0806, new Uint8Array(28))).unopened).toEqual([]);
});

test('tunnels in tunnels end somewhere', () => {
  let packet = TCP4;
  for (let depth = 0; depth < 8; depth++) packet = ip4(4, packet);
  expect(read(ethernet(0x0800, packet)).kind).toBe('tcp');
  expect(read(ethernet(0x0800, ip4(4, packet)))).toMatchObject({
    kind: 'ip',
    carrier: '',
    unopened: [['more than 8 tunnels in each other', 1]],
  });
});

/** The carriers of these frames, read one after the other. */
function carriersOf(...frames: Uint8Array[]): number[] {
  const batch = batchOf(frames.map((bytes) => ({ bytes })));
  const segments = new SegmentBatch(BATCH_PACKETS);
  decode(batch, [{ linkType: 1, fcsLength: 0 }], segments, 'all', new Inside());
  return [...segments.carrier.subarray(0, frames.length)];
}

test('both directions are one carrier; other networks, and other ends, are others', () => {
  const vxlan = (vni: string, ends?: Ends): Uint8Array =>
    ethernet(0x0800, ip4(17, udp(4789, concat(`08000000 0000${vni}00`, FRAME4)), ends));
  const [there, back, tenant, elsewhere, again] = carriersOf(
    vxlan('2a'),
    vxlan('2a', [THERE, HERE]),
    vxlan('2b'),
    vxlan('2a', [HERE, fromHex('ac100003')]),
    vxlan('2a'),
  );
  expect(back).toBe(there ^ 1);
  expect(new Set([there, tenant, elsewhere].map((carrier) => carrier >> 1)).size).toBe(3);
  expect(again).toBe(there);
});

test('where each direction has an identifier of its own, it tells no networks apart', () => {
  const gtp = (teid: string, ends?: Ends): Uint8Array =>
    ethernet(0x0800, ip4(17, udp(2152, concat(`30ff0028 ${teid}`, TCP4)), ends));
  const [there, back] = carriersOf(gtp('00001234'), gtp('00005678', [THERE, HERE]));
  expect(back).toBe(there ^ 1);
});
