/** From a frame's first byte to its IP header, through whatever lies between: one table of which layer is opened by what. */
import { openNullLoopback } from './address-family.ts';
import { openErspan2, openErspan3 } from './erspan.ts';
import { openEthernet } from './ethernet.ts';
import { type Frame, type Header, Layer, NO_ID } from './frame.ts';
import { openGre } from './gre.ts';
import { openIeee80211 } from './ieee80211.ts';
import { openLlc } from './llc.ts';
import { openMpls } from './mpls.ts';
import { openNsh } from './nsh.ts';
import { openPpp, openPppoe, openPppProtocol } from './ppp.ts';
import { openRadiotap } from './radio.ts';
import { openCiscoHdlc, openFrameRelay } from './serial.ts';
import { openMarvellTag, openRealtekTag } from './switch-tags.ts';
import { openBackboneTag, openElasticTag, openRedundancyTag, openVlan } from './vlan.ts';

/** Headers and tags before an IP header that are opened at most. */
const MOST_LAYERS = 24;

const HEADERS: Record<Exclude<Layer, typeof Layer.none | typeof Layer.ipv4 | typeof Layer.ipv6>, Header> = {
  [Layer.ip]: { name: 'IP', open: openIp },
  [Layer.ethernet]: { name: 'Ethernet', open: openEthernet },
  [Layer.vlan]: { name: 'VLAN', open: openVlan },
  [Layer.redundancyTag]: { name: 'R-tag', open: openRedundancyTag },
  [Layer.elasticTag]: { name: 'E-tag', open: openElasticTag },
  [Layer.backboneTag]: { name: 'I-tag', open: openBackboneTag },
  [Layer.mpls]: { name: 'MPLS', open: openMpls },
  [Layer.pppoe]: { name: 'PPPoE', open: openPppoe },
  [Layer.ppp]: { name: 'PPP', open: openPpp },
  [Layer.pppProtocol]: { name: 'PPP', open: openPppProtocol },
  [Layer.llc]: { name: 'LLC', open: openLlc },
  [Layer.nullLoopback]: { name: 'Loopback', open: openNullLoopback },
  [Layer.ciscoHdlc]: { name: 'Cisco HDLC', open: openCiscoHdlc },
  [Layer.frameRelay]: { name: 'FrameRelay', open: openFrameRelay },
  [Layer.ieee80211]: { name: '802.11', open: openIeee80211 },
  [Layer.radiotap]: { name: 'Radiotap', open: openRadiotap },
  [Layer.edsaTag]: { name: 'EDSA tag', open: openMarvellTag },
  [Layer.realtekTag]: { name: 'Realtek', open: openRealtekTag },
  [Layer.nsh]: { name: 'NSH', open: openNsh },
  [Layer.gre]: { name: 'GRE', open: openGre },
  [Layer.erspan2]: { name: 'ERSPAN', open: openErspan2 },
  [Layer.erspan3]: { name: 'ERSPAN', open: openErspan3 },
};

/** Told of each header that was opened, which began at `at`, or could not be: then `next` is Layer.none. */
export type Watch = (header: Header, at: number, next: Layer) => void;

/** Opens the frame, which begins with `first`, up to an IP header at `frame.offset`: Layer.ipv4, ipv6 or none. */
export function openLayers(frame: Frame, first: Header | null, watch?: Watch): Layer {
  let header = first;
  for (let depth = 0; header !== null; depth++) {
    const at = frame.offset;
    frame.unknown = NO_ID;
    frame.header = header;
    const next = depth === MOST_LAYERS ? Layer.none : header.open(frame);
    watch?.(header, at, next);
    if (next === Layer.none || next === Layer.ipv4 || next === Layer.ipv6) return next;
    header = HEADERS[next];
  }
  return Layer.none;
}

export function openIp(frame: Frame): Layer {
  if (!frame.has(1)) return Layer.none;
  const version = frame.byte(0) >>> 4;
  if (version === 4) return Layer.ipv4;
  return version === 6 ? Layer.ipv6 : Layer.none;
}
