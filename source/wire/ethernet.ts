/** The Ethernet II and IEEE 802.3 frame header. */
import { type Frame, Layer } from './frame.ts';

export const Ethernet = { destination: 0, source: 6, type: 12 } as const;

export const ETHERNET_HEADER = 14;

/** https://www.iana.org/assignments/ieee-802-numbers */
export const EtherType = {
  ipv4: 0x0800,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mplsUnicast: 0x8847,
  mplsMulticast: 0x8848,
  pppoeSession: 0x8864,
  transparentEthernet: 0x6558,
  ppp: 0x880b,
  llc: 0x8870,
  serviceVlan: 0x88a8,
  backboneTag: 0x88e7,
  virtualNicTag: 0x8926,
  ciscoMetadata: 0x8909,
  elasticTag: 0x893f,
  oldServiceVlan: 0x9100,
  olderServiceVlan: 0x9200,
  redundancyTag: 0xf1c1,
  marvellTag: 0xdada,
  realtekTag: 0x8899,
  nsh: 0x894f,
} as const;

/** A type field up to this is the length of an 802.3 frame. */
const LONGEST_8023 = 1500;

export function openEthernet(frame: Frame): Layer {
  if (!frame.has(ETHERNET_HEADER)) return Layer.none;
  const type = frame.short(Ethernet.type);
  frame.offset += ETHERNET_HEADER;
  return followTypeOrLength(frame, type);
}

/** What follows a field that is an EtherType or the length of an 802.3 frame; `frame.offset` stands behind it. */
export function followTypeOrLength(frame: Frame, type: number): Layer {
  if (type > LONGEST_8023) return followEtherType(frame, type);
  frame.bound(type);
  return Layer.llc;
}

export function followEtherType(frame: Frame, type: number): Layer {
  const layer = layerOfEtherType(type);
  return layer === Layer.none ? frame.stopAt(type) : layer;
}

/** Does an Ethernet header stand `at` bytes behind the offset, by its type? */
export function holdsEthernet(frame: Frame, at: number): boolean {
  if (!frame.has(at + ETHERNET_HEADER)) return false;
  return layerOfEtherType(frame.short(at + Ethernet.type)) !== Layer.none;
}

export function layerOfEtherType(type: number): Layer {
  switch (type) {
    case EtherType.ipv4:
      return Layer.ipv4;
    case EtherType.ipv6:
      return Layer.ipv6;
    case EtherType.vlan:
    case EtherType.serviceVlan:
    case EtherType.oldServiceVlan:
    case EtherType.olderServiceVlan:
      return Layer.vlan;
    case EtherType.virtualNicTag:
    case EtherType.redundancyTag:
      return Layer.redundancyTag;
    case EtherType.elasticTag:
    case EtherType.ciscoMetadata:
      return Layer.elasticTag;
    case EtherType.backboneTag:
      return Layer.backboneTag;
    case EtherType.mplsUnicast:
    case EtherType.mplsMulticast:
      return Layer.mpls;
    case EtherType.pppoeSession:
      return Layer.pppoe;
    case EtherType.transparentEthernet:
      return Layer.ethernet;
    case EtherType.ppp:
      return Layer.ppp;
    case EtherType.llc:
      return Layer.llc;
    case EtherType.marvellTag:
      return Layer.edsaTag;
    case EtherType.realtekTag:
      return Layer.realtekTag;
    case EtherType.nsh:
      return Layer.nsh;
    default:
      return Layer.none;
  }
}
