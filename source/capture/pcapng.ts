/** pcapng files: https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng */
import { LONGEST_PACKET, type PacketBatch } from './packets.ts';
import {
  BLOCK_FRAME,
  DARWIN_PROCESS,
  DECRYPTION_SECRETS,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  isDescription,
  isPacket,
  lengthFault,
  NAME_RESOLUTION,
  SECTION_HEADER,
  SIMPLE_PACKET,
  sectionByteOrder,
} from './pcapng-blocks.ts';
import { namesIn } from './pcapng-names.ts';
import { appendPacket, hasRemarks, interfaceNumber, remarksOf } from './pcapng-packet.ts';
import {
  addToSection,
  describeProcess,
  describeSection,
  describeStatistics,
  interfaceOf,
  type Section,
  type StatedInterface,
} from './pcapng-section.ts';
import { type Filled, type FormatReader, inForce, type Reading } from './reading.ts';
import { Recovery } from './recovery.ts';
import { Resynchroniser } from './resynchronise.ts';
import type { Window } from './window.ts';

export class PcapngReader implements FormatReader {
  readonly #window: Window;
  readonly #reading: Reading;
  readonly #recovery: Recovery;
  /** Ascending by offset; the first is for blocks before any sound section header. */
  readonly #sections: Section[];
  #section: Section;
  /** Bytes of the longest packet that is handed on. */
  #longest = LONGEST_PACKET;
  #first: StatedInterface | null = null;
  /** An interface's comment tells of a process. */
  #tellsProcesses = false;

  /** The window stands at the first section header block, of which 12 bytes are there. */
  constructor(window: Window, reading: Reading) {
    this.#window = window;
    this.#reading = reading;
    const resynchroniser = new Resynchroniser(window, 4, BLOCK_FRAME);
    this.#recovery = new Recovery(window, reading, resynchroniser, (at) => this.#measure(at), 'block');
    reading.file.format = 'pcapng';
    const littleEndian = sectionByteOrder(window.view, window.at) === 'little';
    this.#section = { from: 0, littleEndian, foreign: false, longest: LONGEST_PACKET, interfaces: [], processes: [] };
    this.#sections = [this.#section];
  }

  fill(batch: PacketBatch): Filled {
    for (;;) {
      this.#takeBlocks(batch);
      if (batch.count > 0) return 'packets';
      const settled = this.#settle();
      if (settled !== 'again') return settled;
    }
  }

  recall(batch: PacketBatch, view: DataView, at: number, end: number, offset: number): number {
    const section = inForce(this.#sections, offset);
    if (at + BLOCK_FRAME > end) return BLOCK_FRAME;
    const type = view.getUint32(at, section.littleEndian);
    const total = view.getUint32(at + 4, section.littleEndian);
    if (lengthFault(type, total)) return 0;
    if (at + total <= end) appendPacket(batch, section, view, at, this.#reading.base + offset);
    return total;
  }

  /** Goes through the whole blocks in the window, up to a full batch or a block that is no packet like the others. */
  #takeBlocks(batch: PacketBatch): void {
    const window = this.#window;
    const { view, end } = window;
    const section = this.#section;
    const position = this.#reading.base + window.offsetOf(0);
    batch.bytes = window.bytes;
    while (batch.count < batch.room && window.at + BLOCK_FRAME <= end) {
      const at = window.at;
      const type = view.getUint32(at, section.littleEndian);
      const total = view.getUint32(at + 4, section.littleEndian);
      if (total > end - at || lengthFault(type, total) || isDescription(type)) return;
      if (view.getUint32(at + total - 4, section.littleEndian) !== total) return;
      if (isPacket(type) && !section.foreign) {
        if (!appendPacket(batch, section, view, at, position + at)) return;
        if (hasRemarks(view, at, section.littleEndian)) this.#noteRemarks(batch, at);
        else if (this.#tellsProcesses) this.#noteProcess(batch, at, 0);
      }
      window.at = at + total;
    }
  }

  #noteRemarks(batch: PacketBatch, at: number): void {
    const { bytes, view } = this.#window;
    const reading = this.#reading;
    const { comments, process: inSection } = remarksOf(bytes, view, at, this.#section.littleEndian);
    let process = inSection === null ? 0 : (this.#section.processes[inSection] ?? 0);
    for (const comment of comments) {
      reading.addComment(`packet ${reading.packets + batch.count}: ${comment}`);
      process ||= reading.processes.ofComment(comment);
    }
    this.#noteProcess(batch, at, process);
  }

  /** The packet's own process, or its interface's, is that of the packet taken last. */
  #noteProcess(batch: PacketBatch, at: number, own: number): void {
    const { view } = this.#window;
    const { littleEndian, interfaces } = this.#section;
    const number = interfaceNumber(view.getUint32(at, littleEndian), view, at, littleEndian);
    const process = own || (interfaces[number]?.process ?? 0);
    if (process === 0) return;
    batch.process[batch.count - 1] = process;
    batch.tellsProcesses = true;
  }

  /** The block that the loop stopped at: not whole yet, a description, or damaged. */
  #settle(): 'again' | Filled {
    const window = this.#window;
    if (window.available < BLOCK_FRAME) {
      return window.ensure(BLOCK_FRAME) ? 'again' : this.#endInside('the header of a block', 8, window.available);
    }
    if (sectionByteOrder(window.view, window.at)) return this.#startSection();

    const { littleEndian, foreign } = this.#section;
    const type = window.view.getUint32(window.at, littleEndian);
    const total = window.view.getUint32(window.at + 4, littleEndian);
    const fault = lengthFault(type, total);
    if (fault) return this.#recovery.damaged(fault);
    if (window.available < total) {
      return window.ensure(total)
        ? 'again'
        : this.#endInside(`a block of ${total} bytes`, total - 8, window.available - 8);
    }
    const trailing = window.view.getUint32(window.at + total - 4, littleEndian);
    if (trailing !== total)
      return this.#recovery.damaged(`a block of ${total} bytes that ends with a length of ${trailing}`);

    const stop = foreign ? null : this.#describe(type);
    if (stop) return this.#recovery.stop(stop);
    window.at += total;
    return 'again';
  }

  #startSection(): 'again' | Filled {
    const window = this.#window;
    const littleEndian = sectionByteOrder(window.view, window.at) === 'little';
    const total = window.view.getUint32(window.at + 4, littleEndian);
    const fault = lengthFault(SECTION_HEADER, total);
    if (fault) return this.#recovery.damaged(fault);
    if (!window.ensure(total)) return this.#endInside('a section header', total - 8, window.available - 8);

    const { bytes, view, at } = window;
    const major = view.getUint16(at + 12, littleEndian);
    const minor = view.getUint16(at + 14, littleEndian);
    if (this.#reading.policy === 'tcptrace') {
      if (major !== 1) return this.#recovery.stop(`unknown pcapng savefile major version number ${major}`);
      if (minor !== 0 && minor !== 2)
        return this.#recovery.stop(`unknown pcapng savefile minor version number ${minor}`);
      if (littleEndian !== this.#section.littleEndian) {
        return this.#recovery.stop('the file has sections with different byte orders');
      }
    }
    if (major !== 1)
      this.#reading.note('skipped', window.offset, `a section of version ${major}.${minor}, stepped over`);
    this.#section = {
      from: window.offset,
      littleEndian,
      foreign: major !== 1,
      longest: this.#longest,
      interfaces: [],
      processes: [],
    };
    this.#sections.push(this.#section);
    if (major === 1) describeSection(this.#reading, bytes, view, at, this.#section);
    window.at += total;
    return 'again';
  }

  /** Takes up a block that says something about the capture. Returns why reading must stop here, if it must. */
  #describe(type: number): string | null {
    const { bytes, view, at } = this.#window;
    if (type === INTERFACE_DESCRIPTION)
      return this.#addInterface(interfaceOf(this.#reading, bytes, view, at, this.#section));
    if (type === DARWIN_PROCESS) describeProcess(this.#reading, bytes, view, at, this.#section);
    if (type === INTERFACE_STATISTICS) describeStatistics(this.#reading, view, at, this.#section);
    if (type === NAME_RESOLUTION) {
      const total = view.getUint32(at + 4, this.#section.littleEndian);
      for (const name of namesIn(bytes, view, at, total, this.#section.littleEndian)) this.#reading.addName(name);
    }
    if (isPacket(type)) return this.#refusePacket(type);
    return null;
  }

  #addInterface(stated: StatedInterface): string | null {
    if (this.#reading.policy === 'tcptrace') {
      const difference = this.#differenceFromFirst(stated);
      if (difference) return difference;
      this.#first ??= stated;
      this.#longest = stated.described.snaplen || LONGEST_PACKET;
      this.#section.longest = this.#longest;
    }
    if (stated.process !== 0) this.#tellsProcesses = true;
    addToSection(this.#reading, this.#section, stated);
    return null;
  }

  /** libpcap reads one link type and one snaplen a file, and says so in these words. */
  #differenceFromFirst({ described: { linkType, snaplen } }: StatedInterface): string | null {
    const first = this.#first?.described;
    if (!first) return null;
    if (linkType !== first.linkType) {
      return `an interface has a type ${linkType} different from the type of the first interface`;
    }
    if (snaplen === first.snaplen) return null;
    return `an interface has a snapshot length ${snaplen} different from the snapshot length of the first interface`;
  }

  /** A packet block whose frame is sound but which cannot be handed on. */
  #refusePacket(type: number): string | null {
    const { view, at, offset } = this.#window;
    const { littleEndian, interfaces, longest } = this.#section;
    const number = interfaceNumber(type, view, at, littleEndian);
    const captured = type === SIMPLE_PACKET ? 0 : view.getUint32(at + 20, littleEndian);
    const compatible = this.#reading.policy === 'tcptrace';
    if (number >= interfaces.length) {
      const what = `a packet arrived on interface ${number}, but there's no Interface Description Block for that interface`;
      if (compatible) return what;
      this.#reading.note('skipped', offset, what);
    } else {
      const what = `invalid packet capture length ${captured}, bigger than snaplen of ${longest}`;
      if (compatible) return what;
      this.#reading.note('skipped', offset, `a packet block that claims ${captured} captured bytes`);
    }
    return null;
  }

  /** The length of the block at an index if it is one of a known type whose two lengths agree, as far as they are there. */
  #measure(at: number): number {
    const { view, end, exhausted } = this.#window;
    const order = sectionByteOrder(view, at);
    const littleEndian = order ? order === 'little' : this.#section.littleEndian;
    const type = view.getUint32(at, littleEndian);
    const total = view.getUint32(at + 4, littleEndian);
    const known = order !== null || (type > 0 && type <= DECRYPTION_SECRETS) || type === DARWIN_PROCESS;
    if (!known || lengthFault(type, total)) return 0;
    if (at + total > end) return exhausted ? 0 : total;
    return view.getUint32(at + total - 4, littleEndian) === total ? total : 0;
  }

  /** Nothing more is there, now or at all. libpcap asked for `wanted` bytes at this point and `got` fewer. */
  #endInside(what: string, wanted: number, got: number): 'again' | Filled {
    if (this.#reading.policy === 'everything') return this.#recovery.incomplete(what);
    const words = `truncated pcapng dump file; tried to read ${wanted} bytes, only got ${got}`;
    return this.#recovery.incomplete(what, words);
  }
}
