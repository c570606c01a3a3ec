/** The link types: LINKTYPE values as capture files store them, https://www.tcpdump.org/linktypes.html. A new one is a line here and its reader. */
import {
  openIpnet,
  openNullLoopback,
  openOpenbsdEncapsulation,
  openOpenbsdLoopback,
  openPflog,
} from './address-family.ts';
import { openAtmClip, openSunAtm } from './atm.ts';
import {
  openAppleIeee1394,
  openDocsis,
  openExportedPdu,
  openFibreChannel,
  openNetAnalyzer,
  openNetAnalyzerTransparent,
  openNflog,
  openPktap,
  openPpi,
} from './containers.ts';
import { openEthernet } from './ethernet.ts';
import { type Header, Layer, type Opener } from './frame.ts';
import { openIeee80211 } from './ieee80211.ts';
import { openJuniperEthernet } from './juniper.ts';
import { openIp } from './layers.ts';
import { openLinuxCooked, openLinuxCooked2 } from './linux-cooked.ts';
import { openLlc } from './llc.ts';
import { openMpls } from './mpls.ts';
import { openPpp, openPppBsd, openPppDirectionControl, openPppHdlc, openPppoe, openPppWithDirection } from './ppp.ts';
import { openPrism, openRadiotap } from './radio.ts';
import { openFddi, openTokenRing } from './rings.ts';
import {
  openCiscoHdlc,
  openCiscoHdlcWithDirection,
  openFrameRelay,
  openFrameRelayWithDirection,
  openSlip,
  openSlipBsd,
} from './serial.ts';
import { openBroadcom, openBroadcomPrepended, openMarvell, openMarvellExtended } from './switch-tags.ts';

/** Number, name for people, and where frames of the type can be opened the name and reader of the header they begin with. */
const LINK_TYPES: readonly [number, string, string?, Opener?][] = [
  [0, 'BSD loopback (null)', 'Loopback', openNullLoopback],
  [1, 'Ethernet', 'Ethernet', openEthernet],
  [6, 'token ring', 'Token ring', openTokenRing],
  [8, 'SLIP', 'SLIP', openSlip],
  [9, 'PPP', 'PPP', openPpp],
  [10, 'FDDI', 'FDDI', openFddi],
  [11, 'ATM with LLC', 'LLC', openLlc],
  [12, 'raw IP', 'IP', openIp],
  [14, 'raw IP', 'IP', openIp],
  [50, 'PPP in HDLC-like framing', 'PPP', openPppHdlc],
  [51, 'PPPoE', 'PPPoE', openPppoe],
  [100, 'ATM with LLC', 'LLC', openLlc],
  [101, 'raw IP', 'IP', openIp],
  [102, 'SLIP (BSD/OS)', 'SLIP', openSlipBsd],
  [103, 'PPP (BSD/OS)', 'PPP', openPppBsd],
  [104, 'Cisco HDLC', 'Cisco HDLC', openCiscoHdlc],
  [105, '802.11', '802.11', openIeee80211],
  [106, 'classical IP over ATM', 'ATM', openAtmClip],
  [107, 'frame relay', 'FrameRelay', openFrameRelay],
  [108, 'OpenBSD loopback', 'Loopback', openOpenbsdLoopback],
  [109, 'OpenBSD IPsec enclosure', 'IPsec', openOpenbsdEncapsulation],
  [112, 'Cisco HDLC', 'Cisco HDLC', openCiscoHdlc],
  [113, 'Linux cooked', 'Cooked', openLinuxCooked],
  [117, 'OpenBSD pflog', 'pflog', openPflog],
  [119, '802.11 with Prism header', 'Prism', openPrism],
  [122, 'IP over Fibre Channel', 'Fibre Ch.', openFibreChannel],
  [123, 'SunATM', 'ATM', openSunAtm],
  [127, '802.11 with radiotap', 'Radiotap', openRadiotap],
  [129, 'Linux ARCnet'],
  [138, 'IP over IEEE 1394', 'IEEE 1394', openAppleIeee1394],
  [143, 'DOCSIS', 'DOCSIS', openDocsis],
  [149, 'FreeBSD firewall log'],
  [163, '802.11 with AVS header', 'Prism', openPrism],
  [166, 'PPP with direction (pppd)', 'PPP', openPppDirectionControl],
  [169, 'GPRS LLC'],
  [175, 'ERF Ethernet'],
  [176, 'ERF POS'],
  [178, 'Juniper Ethernet', 'Juniper', openJuniperEthernet],
  [182, 'multi-link frame relay'],
  [187, 'Bluetooth HCI'],
  [189, 'USB (Linux)'],
  [192, 'PPI', 'PPI', openPpi],
  [195, '802.15.4'],
  [197, 'ERF'],
  [201, 'Bluetooth HCI with direction'],
  [204, 'PPP with direction', 'PPP', openPppWithDirection],
  [205, 'Cisco HDLC with direction', 'Cisco HDLC', openCiscoHdlcWithDirection],
  [206, 'frame relay with direction', 'FrameRelay', openFrameRelayWithDirection],
  [219, 'MPLS', 'MPLS', openMpls],
  [220, 'USB (Linux, padded)'],
  [224, 'Fibre Channel FC-2'],
  [226, 'Solaris IP net', 'ipnet', openIpnet],
  [227, 'CAN (SocketCAN)'],
  [228, 'raw IPv4', 'IPv4', () => Layer.ipv4],
  [229, 'raw IPv6', 'IPv6', () => Layer.ipv6],
  [231, 'D-Bus'],
  [239, 'NFLOG', 'NFLOG', openNflog],
  [240, 'Hilscher netANALYZER', 'netANALYZ.', openNetAnalyzer],
  [241, 'Hilscher netANALYZER, transparent', 'netANALYZ.', openNetAnalyzerTransparent],
  [242, 'IP over InfiniBand'],
  [249, 'USBPcap'],
  [252, 'Wireshark upper PDU', 'Exported', openExportedPdu],
  [253, 'Linux netlink'],
  [258, 'Apple PKTAP', 'PKTAP', openPktap],
  [276, 'Linux cooked v2', 'Cooked v2', openLinuxCooked2],
  [279, 'EBHSCR'],
  [281, 'Ethernet with Broadcom tag', 'Ethernet', openBroadcom],
  [282, 'Ethernet after Broadcom tag', 'Switch tag', openBroadcomPrepended],
  [284, 'Ethernet with Marvell DSA tag', 'Ethernet', openMarvell],
  [285, 'Ethernet with Marvell EDSA tag', 'Ethernet', openMarvellExtended],
];

interface LinkType {
  readonly name: string;
  /** null = its frames cannot be opened. */
  readonly first: Header | null;
}

const BY_NUMBER = new Map<number, LinkType>(
  LINK_TYPES.map(([number, name, header, open]) => [
    number,
    { name, first: header === undefined || open === undefined ? null : { name: header, open } },
  ]),
);

/** For people: "Ethernet", or "link type 147" where no name is known. */
export const linkTypeName = (linkType: number): string => BY_NUMBER.get(linkType)?.name ?? `link type ${linkType}`;

/** The link type of a number, or of the name of one that can be opened or of the header it begins with: "1", "ethernet", "ip"; null = none. */
export function linkTypeOf(word: string): number | null {
  const wanted = word.toLowerCase();
  const found = LINK_TYPES.find(
    ([number, name, header]) =>
      header !== undefined &&
      (String(number) === wanted || name.toLowerCase() === wanted || header.toLowerCase() === wanted),
  );
  return found?.[0] ?? null;
}

/** The header that frames of this type begin with; null for types that cannot be opened. */
export const firstHeader = (linkType: number): Header | null => BY_NUMBER.get(linkType)?.first ?? null;
