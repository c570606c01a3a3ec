/**
 * A grid of cells, two dots wide and four high each, drawn as Unicode braille patterns (U+2800 … U+28FF) or as ASCII. A cell
 * has one tone: the strongest that touched it. Letters stand on top of dots.
 */
import { type Characters, joined, type Span, TONES, type Tone, toneIndex } from './cells.ts';

/** Dots of a cell by row, left and right, as bits of the braille code point. */
const LEFT = [0x01, 0x02, 0x04, 0x40];
const RIGHT = [0x08, 0x10, 0x20, 0x80];
const BRAILLE = 0x2800;
/** By how many of the eight dots are set. */
const ASCII = ' .:**####';
const CURSOR = { braille: '┊', ascii: '|' };

const DOTS_SET = Uint8Array.from({ length: 256 }, (_, bits) => bits.toString(2).replaceAll('0', '').length);

export class Canvas {
  readonly cols: number;
  readonly rows: number;
  /** Dots across and down: x 0 … width-1 from the left, y 0 … height-1 from the top. */
  readonly width: number;
  readonly height: number;
  readonly #dots: Uint8Array;
  readonly #tones: Uint8Array;
  readonly #letters: Uint16Array;
  readonly #ranks: Uint8Array;
  #cursor = -1;

  constructor(cols: number, rows: number) {
    this.cols = cols;
    this.rows = rows;
    this.width = 2 * cols;
    this.height = 4 * rows;
    this.#dots = new Uint8Array(cols * rows);
    this.#tones = new Uint8Array(cols * rows);
    this.#letters = new Uint16Array(cols * rows);
    this.#ranks = new Uint8Array(cols * rows);
  }

  dot(x: number, y: number, tone: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = (y >> 2) * this.cols + (x >> 1);
    this.#dots[cell] |= x & 1 ? RIGHT[y & 3] : LEFT[y & 3];
    if (tone > this.#tones[cell]) this.#tones[cell] = tone;
  }

  vertical(x: number, from: number, to: number, tone: number): void {
    const bottom = Math.min(Math.max(from, to), this.height - 1);
    for (let y = Math.max(0, Math.min(from, to)); y <= bottom; y++) this.dot(x, y, tone);
  }

  horizontal(from: number, to: number, y: number, tone: number): void {
    const right = Math.min(Math.max(from, to), this.width - 1);
    for (let x = Math.max(0, Math.min(from, to)); x <= right; x++) this.dot(x, y, tone);
  }

  /** A straight line; ends may lie outside above and below, but not left and right. */
  line(x0: number, y0: number, x1: number, y1: number, tone: number): void {
    const across = Math.abs(x1 - x0);
    if (across === 0) this.vertical(x0, y0, y1, tone);
    let previous = y0;
    for (let step = 0; across > 0 && step <= across; step++) {
      const y = Math.round(y0 + ((y1 - y0) * step) / across);
      this.vertical(
        x0 + Math.sign(x1 - x0) * step,
        previous < y ? Math.min(previous + 1, y) : Math.max(previous - 1, y),
        y,
        tone,
      );
      previous = y;
    }
  }

  /** A letter in a cell; of several, the one with the highest rank stays. */
  letter(col: number, row: number, letter: string, rank: number, tone: Tone): void {
    if (col < 0 || row < 0 || col >= this.cols || row >= this.rows) return;
    const cell = row * this.cols + col;
    if (rank < this.#ranks[cell]) return;
    this.#ranks[cell] = rank;
    this.#letters[cell] = letter.charCodeAt(0);
    this.#tones[cell] = toneIndex(tone);
  }

  /** Marks a column of cells, which stays readable; -1 = none. */
  cursor(col: number): void {
    this.#cursor = col;
  }

  lines(characters: Characters): Span[][] {
    return Array.from({ length: this.rows }, (_, row) => {
      const spans: Span[] = [];
      for (let col = 0; col < this.cols; col++) spans.push(this.#cell(col, row, characters));
      return joined(spans);
    });
  }

  #cell(col: number, row: number, characters: Characters): Span {
    const cell = row * this.cols + col;
    const letter = this.#letters[cell];
    const dots = this.#dots[cell];
    const empty = letter === 0 && dots === 0;
    if (col === this.#cursor && empty) return { text: CURSOR[characters], tone: 'cursor' };
    const tone = col === this.#cursor ? 'cursor' : TONES[this.#tones[cell]];
    if (empty) return { text: ' ', tone };
    if (letter !== 0) return { text: String.fromCharCode(letter), tone };
    return { text: characters === 'braille' ? String.fromCharCode(BRAILLE | dots) : ASCII[DOTS_SET[dots]], tone };
  }
}
