/** How frames are to be opened where that cannot be seen in them: what the user says of link types and ports. */
import { linkTypeOf } from '../wire/link-types.ts';
import { type TunnelPort, UDP_TUNNELS } from '../wire/tunnels.ts';

/** Frames of link type `from` are to be read as those of link type `to` (LINKTYPE values). */
export interface LinkTypeMapping {
  readonly from: number;
  readonly to: number;
}

export interface Openings {
  readonly linkTypes: readonly LinkTypeMapping[];
  /** Where tunnels in UDP are looked for besides their usual ports. */
  readonly tunnels: readonly TunnelPort[];
}

export const AS_USUAL: Openings = { linkTypes: [], tunnels: [] };

/** Link types that capturing programs use as they like (LINKTYPE_USER0 to 15), and all others. */
const HIGHEST_LINK_TYPE = 65_535;

/** "147=ethernet", "147=1"; null = it is not of this form. */
export function readLinkTypeMapping(text: string): LinkTypeMapping | null {
  const [, from, to] = /^(\d{1,5})=(.+)$/.exec(text) ?? [];
  if (from === undefined || Number(from) > HIGHEST_LINK_TYPE) return null;
  const linkType = linkTypeOf(to);
  return linkType === null ? null : { from: Number(from), to: linkType };
}

/** "vxlan=4790"; null = it is not of this form. */
export function readTunnelPort(text: string): TunnelPort | null {
  const [, tunnel, port] = /^(\w+)=(\d{1,5})$/.exec(text) ?? [];
  if (tunnel === undefined || !UDP_TUNNELS.includes(tunnel) || Number(port) > 65_535) return null;
  return { tunnel, port: Number(port) };
}

/** Words for tunnels that `readTunnelPort` knows: "vxlan, geneve, …". */
export const TUNNEL_WORDS = UDP_TUNNELS.join(', ');

export const mappedLinkType = ({ linkTypes }: Openings, linkType: number): number =>
  linkTypes.find(({ from }) => from === linkType)?.to ?? linkType;
