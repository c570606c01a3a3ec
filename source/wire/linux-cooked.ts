/** Linux "cooked" headers, as captures on the "any" device have: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and …_SLL2.html. */
import { followEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

export const Cooked = { packetType: 0, hardware: 2, addressLength: 4, address: 6, protocol: 14, length: 16 } as const;
export const Cooked2 = {
  protocol: 0,
  hardware: 8,
  packetType: 10,
  addressLength: 11,
  address: 12,
  length: 20,
} as const;

/** ARPHRD values of devices whose protocol field is no EtherType. */
const Hardware = { frameRelay: 770, radiotap: 803, netlink: 824 } as const;

/** Protocol values below the EtherTypes: an LLC header follows. */
const LLC = 0x0004;

export const openLinuxCooked = (frame: Frame): Layer =>
  openCooked(frame, Cooked.length, Cooked.hardware, Cooked.protocol);

export const openLinuxCooked2 = (frame: Frame): Layer =>
  openCooked(frame, Cooked2.length, Cooked2.hardware, Cooked2.protocol);

function openCooked(frame: Frame, length: number, hardwareAt: number, protocolAt: number): Layer {
  if (!frame.has(length)) return Layer.none;
  const hardware = frame.short(hardwareAt);
  const protocol = frame.short(protocolAt);
  frame.offset += length;
  switch (hardware) {
    case Hardware.radiotap:
      return Layer.radiotap;
    case Hardware.frameRelay:
      return Layer.frameRelay;
    case Hardware.netlink:
      return Layer.none;
    default:
      return protocol === LLC ? Layer.llc : followEtherType(frame, protocol);
  }
}
