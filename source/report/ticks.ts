/** -t: how far the reading has come, on standard error: at packets 10, 20 … 90, 100, 200 … of each file. */
import type { PassObserver } from '../analysis/observer.ts';
import type { Capture } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { elapsedText } from './times.ts';

export class Ticks implements PassObserver {
  private readonly capture: Capture;
  private readonly say: (text: string) => void;
  private file = 0;
  private packets = 0;
  private next = 10;
  private firstMicros: number | null = null;

  /** `say` gets each tick with a carriage return behind it. */
  constructor(capture: Capture, say: (text: string) => void) {
    this.capture = capture;
    this.say = say;
  }

  packet(packets: PacketBatch, _segments: unknown, i: number): void {
    if (packets.file !== this.file) {
      this.file = packets.file;
      this.packets = 0;
      this.next = 10;
    }
    this.packets++;
    const micros = packets.micros[i];
    this.firstMicros ??= micros;
    if (this.packets < this.next) return;
    this.next += 10 ** Math.floor(Math.log10(this.next));
    const { bytesRead, bytesTotal } = this.capture.files[this.file];
    const share = bytesTotal === null ? '' : `${Math.trunc((100 * bytesRead) / bytesTotal)}% `;
    this.say(`${this.packets} ${share}(${elapsedText(Math.max(0, micros - this.firstMicros))})\r`);
  }
}
