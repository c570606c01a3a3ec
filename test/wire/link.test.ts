/** Every link type and tag that can be opened: the bytes before an IP packet, and that the packet is found behind them. */
import { describe, expect, test } from 'vitest';
import { firstHeader, linkTypeName } from '../../source/wire/link-types.ts';
import { concat, decodeOne, ethernet, fromHex, segment4, segment6 } from './frames.ts';

const TCP4 = segment4();
const TCP6 = segment6();
const ETHERNET4 = ethernet(0x0800, TCP4);
const SNAP = 'aaaa03 000000 0800';
const zeros = (count: number): string => '00'.repeat(count);
const WIFI_DATA = `0802 0000 ${zeros(20)}`;

test.each<[string, number, string, Uint8Array]>([
  ['Ethernet', 1, '', ETHERNET4],
  ['Ethernet, IPv6', 1, '', ethernet(0x86dd, TCP6)],
  ['VLAN', 1, '', ethernet(0x8100, concat('0064 0800', TCP4))],
  ['VLAN in VLAN', 1, '', ethernet(0x88a8, concat('0064 8100 0065 0800', TCP4))],
  ['VLAN, then an 802.3 length', 1, '', ethernet(0x8100, concat('0064 0030', SNAP, TCP4))],
  ['E-tag', 1, '', ethernet(0x893f, concat(zeros(6), '0800', TCP4))],
  ['VN-tag', 1, '', ethernet(0x8926, concat(zeros(4), '0800', TCP4))],
  ['R-tag', 1, '', ethernet(0xf1c1, concat(zeros(4), '0800', TCP4))],
  ['I-tag', 1, '', ethernet(0x88e7, concat(zeros(4), ETHERNET4))],
  ['Cisco metadata', 1, '', ethernet(0x8909, concat(zeros(6), '0800', TCP4))],
  ['MPLS, two labels', 1, '', ethernet(0x8847, concat('00064040 00065140', TCP4))],
  ['MPLS, explicit null for IPv6', 1, '', ethernet(0x8847, concat('00002140', TCP6))],
  ['MPLS, Ethernet behind a control word', 1, '', ethernet(0x8847, concat('00065140 00000000', ETHERNET4))],
  ['PPPoE', 1, '', ethernet(0x8864, concat('1100 0001 002a 0021', TCP4))],
  ['802.3 with LLC and SNAP', 1, '', ethernet(0x0030, concat(SNAP, TCP4))],
  ['802.3 with IP right behind LLC', 1, '', ethernet(0x002b, concat('060603', TCP4))],
  ['transparent Ethernet', 1, '', ethernet(0x6558, ETHERNET4)],
  ['null, little-endian', 0, '02000000', TCP4],
  ['null, big-endian', 0, '00000002', TCP4],
  ['null, IPv6 of macOS', 0, '1e000000', TCP6],
  ['token ring', 6, `1040 ${zeros(12)} ${SNAP}`, TCP4],
  ['token ring, source-routed', 6, `1040 ${zeros(6)} 8000 ${zeros(4)} 0230 ${SNAP}`, TCP4],
  ['SLIP, long header', 8, zeros(16), TCP4],
  ['SLIP, short header', 8, '01', TCP4],
  ['PPP with address and control', 9, 'ff03 0021', TCP4],
  ['PPP, compressed protocol', 9, '21', TCP4],
  ['PPP, IPv6', 9, '0057', TCP6],
  ['FDDI', 10, `50 ${zeros(12)} ${SNAP}`, TCP4],
  ['FDDI behind padding', 10, `000000 50 ${zeros(12)} ${SNAP}`, TCP4],
  ['ATM', 11, SNAP, TCP4],
  ['raw', 12, '', TCP4],
  ['raw', 14, '', TCP6],
  ['raw', 101, '', TCP6],
  ['PPP over HDLC', 50, 'ff03 0021', TCP4],
  ['PPP over HDLC, Cisco', 50, '0f00 0800', TCP4],
  ['PPP over Ethernet', 51, '1100 0001 002a 0021', TCP4],
  ['ATM', 100, SNAP, TCP4],
  ['SLIP of BSD/OS', 102, zeros(24), TCP4],
  ['PPP of BSD/OS', 103, `${zeros(5)} 0021 ${zeros(17)}`, TCP4],
  ['Cisco HDLC', 104, '0f00 0800', TCP4],
  ['802.11', 105, `${WIFI_DATA} ${SNAP}`, TCP4],
  ['802.11 with QoS', 105, `8802 0000 ${zeros(20)} 0000 ${SNAP}`, TCP4],
  ['802.11 between access points', 105, `0803 0000 ${zeros(26)} ${SNAP}`, TCP4],
  ['802.11, first of an A-MSDU', 105, `8802 0000 ${zeros(20)} 8000 ${zeros(14)} ${SNAP}`, TCP4],
  ['IP over ATM', 106, SNAP, TCP4],
  ['IP over ATM, raw', 106, '', TCP4],
  ['frame relay', 107, '1841 03 cc', TCP4],
  ['frame relay, SNAP', 107, '1841 03 00 80 000000 0800', TCP4],
  ['frame relay, Cisco', 107, '1841 0800', TCP4],
  ['OpenBSD loopback', 108, '00000018', TCP6],
  ['OpenBSD IPsec', 109, '02000000 00000000 00000000', TCP4],
  ['Cisco HDLC', 112, '8f00 86dd', TCP6],
  ['Linux cooked', 113, `0000 0001 0006 ${zeros(8)} 0800`, TCP4],
  ['Linux cooked, VLAN', 113, `0000 0001 0006 ${zeros(8)} 8100 0064 0800`, TCP4],
  ['pflog', 117, `3d02 ${zeros(62)}`, TCP4],
  ['Prism', 119, `00000044 ${zeros(140)} ${WIFI_DATA} ${SNAP}`, TCP4],
  ['AVS', 119, `80211001 00000040 ${zeros(56)} ${WIFI_DATA} ${SNAP}`, TCP4],
  ['IP over Fibre Channel', 122, `${zeros(16)} ${SNAP}`, TCP4],
  ['SunATM, LLC', 123, `02000005 ${SNAP}`, TCP4],
  ['radiotap', 127, `0000 0800 00000000 ${WIFI_DATA} ${SNAP}`, TCP4],
  ['radiotap, padded', 127, `0000 0900 02000000 20 8802 0000 ${zeros(20)} 0000 0000 ${SNAP}`, TCP4],
  ['IEEE 1394', 138, `${zeros(16)} 0800`, TCP4],
  ['DOCSIS', 143, '00 00 0000 0000', ethernet(0x0800, concat(TCP4, zeros(4)))],
  ['AVS', 163, `80211001 00000040 ${zeros(56)} ${WIFI_DATA} ${SNAP}`, TCP4],
  ['PPP (pppd)', 166, '0003 0021', TCP4],
  ['PPI', 192, `0000 0800 69000000 ${WIFI_DATA} ${SNAP}`, TCP4],
  ['PPP with direction', 204, '01 ff03 0021', TCP4],
  ['Cisco HDLC with direction', 205, '01 0f00 0800', TCP4],
  ['frame relay with direction', 206, '01 1841 03 cc', TCP4],
  ['MPLS', 219, '00064140', TCP4],
  ['ipnet', 226, `0202 ${zeros(22)}`, TCP4],
  ['raw IPv4', 228, '', TCP4],
  ['raw IPv6', 229, '', TCP6],
  ['NFLOG', 239, '0200 0000 0800 0a00 70726500 2c00 0900', TCP4],
  ['NFLOG, big-endian', 239, '0200 0000 0008 000a 70726500 002c 0009', TCP4],
  ['netANALYZER', 240, zeros(4), ethernet(0x0800, concat(TCP4, zeros(4)))],
  ['netANALYZER transparent', 241, zeros(12), ethernet(0x0800, concat(TCP4, zeros(4)))],
  ['PKTAP', 258, `6c000000 01000000 01000000 ${zeros(96)}`, ETHERNET4],
  ['Linux cooked v2', 276, `0800 0000 00000001 0001 00 06 ${zeros(8)}`, TCP4],
])('%s (%i)', (_, linkType, header, packet) => {
  const bytes = concat(header, packet);
  const found = decodeOne(linkType, { bytes });
  expect(found).toMatchObject({ kind: 'tcp', ports: [1000, 80], dataLength: 0 });
});

describe('not IP', () => {
  test.each<[string, number, Uint8Array]>([
    ['ARP', 1, ethernet(0x0806, new Uint8Array(28))],
    ['IPv4 type, other version', 1, ethernet(0x0800, TCP6)],
    ['spanning tree', 1, ethernet(0x0026, fromHex(`424203 ${zeros(35)}`))],
    ['25 tags', 1, ethernet(0x8100, concat('0064 8100'.repeat(24), '0064 0800', TCP4))],
    ['encrypted 802.11', 105, concat(`0842 0000 ${zeros(20)}`, SNAP, TCP4)],
    ['a beacon', 105, concat(`8000 0000 ${zeros(20)}`, SNAP, TCP4)],
    ['radiotap longer than the frame', 127, concat('0000 ff00 00000000', SNAP, TCP4)],
    ['token ring, odd routing length', 6, concat(`1040 ${zeros(6)} 8000 ${zeros(4)} 0330`, SNAP, TCP4)],
    ['an unknown link type', 187, TCP4],
  ])('%s', (_, linkType, bytes) => {
    expect(decodeOne(linkType, { bytes })).toMatchObject({ kind: 'other', version: 0 });
  });
});

test('link types have names, and a number where they have none', () => {
  expect(linkTypeName(276)).toBe('Linux cooked v2');
  expect(linkTypeName(187)).toBe('Bluetooth HCI');
  expect(linkTypeName(147)).toBe('link type 147');
  expect(firstHeader(187)).toBeNull();
  expect(firstHeader(147)).toBeNull();
});
