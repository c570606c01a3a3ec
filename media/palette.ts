/** Colours of a dark terminal: xterm's 256 (https://invisible-island.net/xterm/xterm.faq.html), the first 16 a little softer. */

const FIRST_16 = [
  '#1d1f21',
  '#cc6666',
  '#8abe6a',
  '#e0b860',
  '#6f9fd8',
  '#b294bb',
  '#70b5b0',
  '#c5c8c6',
  '#7c8085',
  '#e07a7a',
  '#a8d486',
  '#f0d080',
  '#8fbcf0',
  '#d0b0dc',
  '#90d5d0',
  '#ffffff',
];

const CUBE = [0, 95, 135, 175, 215, 255];
const hex = (...rgb: number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

export const FOREGROUND = '#d6d9dd';
export const BACKGROUND = '#14171a';

export function paletteColour(index: number): string {
  if (index < 16) return FIRST_16[index];
  if (index >= 232) return hex(...Array(3).fill(8 + 10 * (index - 232)));
  const cube = index - 16;
  return hex(CUBE[Math.floor(cube / 36)], CUBE[Math.floor(cube / 6) % 6], CUBE[cube % 6]);
}

export const rgbColour = (rgb: number): string => hex(rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff);
