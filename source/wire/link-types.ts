/** The link types that can be opened: LINKTYPE values as capture files store them, https://www.tcpdump.org/linktypes.html. */
import { Layer } from './frame.ts';

interface LinkTypeEntry {
  readonly name: string;
  /** The layer a frame of this type begins with. */
  readonly first: number;
}

const LINK_TYPES = new Map<number, LinkTypeEntry>([
  [0, { name: 'BSD loopback', first: Layer.nullLoopback }],
  [1, { name: 'Ethernet', first: Layer.ethernet }],
  [6, { name: 'token ring', first: Layer.tokenRing }],
  [8, { name: 'SLIP', first: Layer.slip }],
  [9, { name: 'PPP', first: Layer.ppp }],
  [10, { name: 'FDDI', first: Layer.fddi }],
  [11, { name: 'ATM', first: Layer.llc }],
  [12, { name: 'raw IP', first: Layer.ip }],
  [14, { name: 'raw IP', first: Layer.ip }],
  [50, { name: 'PPP over HDLC', first: Layer.pppHdlc }],
  [51, { name: 'PPP over Ethernet', first: Layer.pppoe }],
  [100, { name: 'ATM', first: Layer.llc }],
  [101, { name: 'raw IP', first: Layer.ip }],
  [102, { name: 'SLIP (BSD/OS)', first: Layer.slipBsd }],
  [103, { name: 'PPP (BSD/OS)', first: Layer.pppBsd }],
  [104, { name: 'Cisco HDLC', first: Layer.ciscoHdlc }],
  [105, { name: '802.11', first: Layer.ieee80211 }],
  [106, { name: 'IP over ATM', first: Layer.atmClip }],
  [107, { name: 'frame relay', first: Layer.frameRelay }],
  [108, { name: 'OpenBSD loopback', first: Layer.openbsdLoopback }],
  [109, { name: 'OpenBSD IPsec', first: Layer.openbsdEncapsulation }],
  [112, { name: 'Cisco HDLC', first: Layer.ciscoHdlc }],
  [113, { name: 'Linux cooked', first: Layer.linuxCooked }],
  [117, { name: 'BSD pflog', first: Layer.pflog }],
  [119, { name: '802.11 with Prism header', first: Layer.prism }],
  [122, { name: 'IP over Fibre Channel', first: Layer.fibreChannel }],
  [123, { name: 'SunATM', first: Layer.sunAtm }],
  [127, { name: '802.11 with radiotap', first: Layer.radiotap }],
  [138, { name: 'IP over IEEE 1394', first: Layer.appleIeee1394 }],
  [143, { name: 'DOCSIS', first: Layer.docsis }],
  [163, { name: '802.11 with AVS header', first: Layer.prism }],
  [166, { name: 'PPP (pppd)', first: Layer.pppDirectionControl }],
  [192, { name: 'PPI', first: Layer.ppi }],
  [204, { name: 'PPP with direction', first: Layer.pppWithDirection }],
  [205, { name: 'Cisco HDLC with direction', first: Layer.ciscoHdlcWithDirection }],
  [206, { name: 'frame relay with direction', first: Layer.frameRelayWithDirection }],
  [219, { name: 'MPLS', first: Layer.mpls }],
  [226, { name: 'Solaris ipnet', first: Layer.ipnet }],
  [228, { name: 'raw IPv4', first: Layer.ipv4 }],
  [229, { name: 'raw IPv6', first: Layer.ipv6 }],
  [239, { name: 'NFLOG', first: Layer.nflog }],
  [240, { name: 'netANALYZER', first: Layer.netAnalyzer }],
  [241, { name: 'netANALYZER transparent', first: Layer.netAnalyzerTransparent }],
  [258, { name: 'Apple PKTAP', first: Layer.pktap }],
  [276, { name: 'Linux cooked v2', first: Layer.linuxCooked2 }],
]);

/** For people: "Ethernet", or "link type 187" where no name is known. */
export const linkTypeName = (linkType: number): string => LINK_TYPES.get(linkType)?.name ?? `link type ${linkType}`;

/** The layer a frame of this type begins with; Layer.none for types that cannot be opened. */
export const firstLayer = (linkType: number): number => LINK_TYPES.get(linkType)?.first ?? Layer.none;
