/** A terminal's screen as a picture: text by font, braille and bars as shapes, so that every machine draws them alike. */
import type { IBufferCell, Terminal } from '@xterm/headless';
import { BACKGROUND, FOREGROUND, paletteColour, rgbColour } from './palette.ts';

const CELL = { width: 8, height: 18 };
const PADDING = 10;
const BASELINE = 13.5;

export interface Frame {
  /** What is drawn, without its ground. */
  readonly shapes: string;
  readonly width: number;
  readonly height: number;
}

export function frameOf({ cols, rows, buffer }: Terminal): Frame {
  const cells: string[] = [];
  for (let row = 0; row < rows; row++) {
    const line = buffer.active.getLine(buffer.active.viewportY + row);
    for (let col = 0; col < cols; col++) {
      const cell = line?.getCell(col);
      if (cell && cell.getWidth() > 0)
        cells.push(cellSvg(cell, PADDING + col * CELL.width, PADDING + row * CELL.height));
    }
  }
  return {
    shapes: cells.join('\n'),
    width: cols * CELL.width + 2 * PADDING,
    height: rows * CELL.height + 2 * PADDING,
  };
}

export function screenSvg(terminal: Terminal): string {
  const { shapes, width, height } = frameOf(terminal);
  return svg(width, height, shapes);
}

/** Frames of one size, each shown for so many seconds, without end. */
export function movingSvg(frames: readonly { frame: Frame; seconds: number }[]): string {
  const whole = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  let begin = 0;
  const shown = frames.map(({ frame, seconds }) => {
    const [from, to] = [begin / whole, (begin + seconds) / whole];
    begin += seconds;
    const values = from === 0 ? 'visible;hidden' : 'hidden;visible;hidden';
    const times = from === 0 ? `0;${to.toFixed(4)}` : `0;${from.toFixed(4)};${Math.min(to, 0.9999).toFixed(4)}`;
    const animation = `<animate attributeName="visibility" dur="${whole}s" repeatCount="indefinite" calcMode="discrete" values="${values}" keyTimes="${times}"/>`;
    return `<g visibility="${from === 0 ? 'visible' : 'hidden'}">${animation}\n${frame.shapes}\n</g>`;
  });
  const [{ frame }] = frames;
  return svg(frame.width, frame.height, ['<title>A tour of tcptrace-tui</title>', ...shown].join('\n'));
}

const svg = (width: number, height: number, shapes: string): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ' font-family="DejaVu Sans Mono, monospace" font-size="13.29">',
    `<rect width="${width}" height="${height}" rx="6" fill="${BACKGROUND}"/>`,
    shapes,
    '</svg>',
  ].join('\n');

function cellSvg(cell: IBufferCell, x: number, y: number): string {
  let ink = colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), FOREGROUND);
  let ground = colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), BACKGROUND);
  if (cell.isInverse()) [ink, ground] = [ground, ink];
  const width = cell.getWidth() * CELL.width;
  const shapes: string[] = [];
  if (ground !== BACKGROUND) shapes.push(rect(x, y, width + 0.3, CELL.height, ground));
  if (cell.isUnderline()) shapes.push(rect(x, y + CELL.height - 2, width, 1, ink));
  const characters = cell.getChars();
  if (characters.trim() !== '') shapes.push(glyph(characters, x, y, ink, cell));
  return shapes.join('');
}

function colour(isDefault: boolean, isRgb: boolean, value: number, otherwise: string): string {
  if (isDefault) return otherwise;
  return isRgb ? rgbColour(value) : paletteColour(value);
}

function glyph(characters: string, x: number, y: number, ink: string, cell: IBufferCell): string {
  const code = characters.codePointAt(0)!;
  if (code >= 0x2800 && code <= 0x28ff) return braille(code - 0x2800, x, y, ink);
  if (code >= 0x2581 && code <= 0x2588) {
    const height = ((code - 0x2580) / 8) * CELL.height;
    return rect(x, y + CELL.height - height, CELL.width, height, ink);
  }
  if (code === 0x2500) return rect(x, y + CELL.height / 2, CELL.width + 0.3, 1, ink);
  if (code === 0x2502) return rect(x + CELL.width / 2, y, 1, CELL.height, ink);
  const weight = cell.isBold() ? ' font-weight="bold"' : '';
  const opacity = cell.isDim() ? ' opacity="0.65"' : '';
  const text = characters.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y + BASELINE}" fill="${ink}"${weight}${opacity}>${text}</text>`;
}

/** Bits of the code point by column and row of dots. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

function braille(bits: number, x: number, y: number, ink: string): string {
  const dots = DOTS.flatMap((rows, column) =>
    rows.flatMap((bit, row) => {
      if (!(bits & bit)) return [];
      const cx = x + ((column + 0.5) * CELL.width) / 2;
      const cy = y + ((row + 0.5) * CELL.height) / 4;
      return [`<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="1.5"/>`];
    }),
  );
  return `<g fill="${ink}">${dots.join('')}</g>`;
}

const rect = (x: number, y: number, width: number, height: number, ink: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}" fill="${ink}"/>`;
