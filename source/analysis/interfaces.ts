/** A capture's interfaces in words. */
import type { CaptureInterface } from '../capture/capture.ts';
import { linkTypeName } from '../wire/link-types.ts';

export interface InterfaceDescription {
  /** As recorded; "interface 1" where no name was. */
  name: string;
  /** "Ethernet", "Linux cooked v2", "link type 147". */
  linkType: string;
  /** Bytes kept of a packet at most; 0 = no limit. */
  snaplen: number;
  received: number | null;
  dropped: number | null;
}

export function describeInterfaces(interfaces: readonly CaptureInterface[]): InterfaceDescription[] {
  return interfaces.map(({ name, linkType, snaplen, received, dropped }, index) => ({
    name: name ?? `interface ${index + 1}`,
    linkType: linkTypeName(linkType),
    snaplen,
    received,
    dropped,
  }));
}
