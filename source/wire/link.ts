/** From a frame's first byte to its IP header, through whatever lies between. */

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
  openFibreChannel,
  openNetAnalyzer,
  openNetAnalyzerTransparent,
  openNflog,
  openPktap,
} from './containers.ts';
import { openEthernet } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';
import { openIeee80211 } from './ieee80211.ts';
import { openLinuxCooked, openLinuxCooked2 } from './linux-cooked.ts';
import { openLlc } from './llc.ts';
import { openMpls } from './mpls.ts';
import {
  openPpp,
  openPppBsd,
  openPppDirectionControl,
  openPppHdlc,
  openPppProtocol,
  openPppWithDirection,
} from './ppp.ts';
import { openPppoe } from './pppoe.ts';
import { openPpi, openPrism, openRadiotap } from './radio.ts';
import { openFddi, openTokenRing } from './rings.ts';
import {
  openCiscoHdlc,
  openCiscoHdlcWithDirection,
  openFrameRelay,
  openFrameRelayWithDirection,
  openSlip,
  openSlipBsd,
} from './serial.ts';
import { openBackboneTag, openElasticTag, openRedundancyTag, openVlan } from './vlan.ts';

/** Headers and tags before IP that are opened at most. */
export const MOST_LAYERS = 24;

const OPENERS: ((frame: Frame) => number)[] = [];
OPENERS[Layer.ip] = openByNibble;
OPENERS[Layer.ethernet] = openEthernet;
OPENERS[Layer.vlan] = openVlan;
OPENERS[Layer.redundancyTag] = openRedundancyTag;
OPENERS[Layer.elasticTag] = openElasticTag;
OPENERS[Layer.backboneTag] = openBackboneTag;
OPENERS[Layer.mpls] = openMpls;
OPENERS[Layer.pppoe] = openPppoe;
OPENERS[Layer.ppp] = openPpp;
OPENERS[Layer.pppProtocol] = openPppProtocol;
OPENERS[Layer.pppHdlc] = openPppHdlc;
OPENERS[Layer.pppWithDirection] = openPppWithDirection;
OPENERS[Layer.pppDirectionControl] = openPppDirectionControl;
OPENERS[Layer.pppBsd] = openPppBsd;
OPENERS[Layer.llc] = openLlc;
OPENERS[Layer.nullLoopback] = openNullLoopback;
OPENERS[Layer.openbsdLoopback] = openOpenbsdLoopback;
OPENERS[Layer.openbsdEncapsulation] = openOpenbsdEncapsulation;
OPENERS[Layer.pflog] = openPflog;
OPENERS[Layer.ipnet] = openIpnet;
OPENERS[Layer.linuxCooked] = openLinuxCooked;
OPENERS[Layer.linuxCooked2] = openLinuxCooked2;
OPENERS[Layer.ciscoHdlc] = openCiscoHdlc;
OPENERS[Layer.ciscoHdlcWithDirection] = openCiscoHdlcWithDirection;
OPENERS[Layer.frameRelay] = openFrameRelay;
OPENERS[Layer.frameRelayWithDirection] = openFrameRelayWithDirection;
OPENERS[Layer.slip] = openSlip;
OPENERS[Layer.slipBsd] = openSlipBsd;
OPENERS[Layer.tokenRing] = openTokenRing;
OPENERS[Layer.fddi] = openFddi;
OPENERS[Layer.sunAtm] = openSunAtm;
OPENERS[Layer.atmClip] = openAtmClip;
OPENERS[Layer.ieee80211] = openIeee80211;
OPENERS[Layer.radiotap] = openRadiotap;
OPENERS[Layer.prism] = openPrism;
OPENERS[Layer.ppi] = openPpi;
OPENERS[Layer.nflog] = openNflog;
OPENERS[Layer.pktap] = openPktap;
OPENERS[Layer.docsis] = openDocsis;
OPENERS[Layer.netAnalyzer] = openNetAnalyzer;
OPENERS[Layer.netAnalyzerTransparent] = openNetAnalyzerTransparent;
OPENERS[Layer.fibreChannel] = openFibreChannel;
OPENERS[Layer.appleIeee1394] = openAppleIeee1394;

/** Opens the frame, beginning with `layer`, up to its IP header at `frame.offset`: Layer.ipv4, ipv6 or none. */
export function openLink(frame: Frame, layer: number): number {
  let next = layer;
  for (let depth = 0; next > Layer.ipv6; depth++) {
    if (depth === MOST_LAYERS) return Layer.none;
    next = openLayer(frame, next);
  }
  return next;
}

/** Opens one header, which is `layer`: moves behind it, and names what follows. */
export const openLayer = (frame: Frame, layer: number): number => OPENERS[layer](frame);

function openByNibble(frame: Frame): number {
  if (!frame.has(1)) return Layer.none;
  const version = frame.byte(0) >>> 4;
  if (version === 4) return Layer.ipv4;
  return version === 6 ? Layer.ipv6 : Layer.none;
}
