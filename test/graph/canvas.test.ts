import { describe, expect, test } from 'vitest';
import { Canvas } from '../../source/graph/canvas.ts';
import { toneIndex } from '../../source/graph/cells.ts';
import { plain } from './series-of.ts';

const data = toneIndex('data');
const ack = toneIndex('acknowledged');

describe('a canvas', () => {
  test('sets the dots of a braille cell in the order of Unicode', () => {
    const canvas = new Canvas(8, 1);
    for (let dot = 0; dot < 8; dot++) canvas.dot(2 * dot + (dot >> 2), dot & 3, data);
    expect(plain(canvas.lines('braille'))).toEqual(['⠁⠂⠄⡀⠈⠐⠠⢀']);
  });

  test('shows without Unicode how much of a cell is covered', () => {
    const canvas = new Canvas(3, 1);
    canvas.dot(0, 0, data);
    canvas.vertical(2, 0, 3, data);
    for (const x of [4, 5]) canvas.vertical(x, 0, 3, data);
    expect(plain(canvas.lines('ascii'))).toEqual(['.*#']);
  });

  test('gives a cell its strongest tone and joins neighbours of one tone', () => {
    const canvas = new Canvas(3, 1);
    canvas.horizontal(0, 5, 3, ack);
    canvas.dot(4, 0, data);
    expect(canvas.lines('braille')).toEqual([
      [
        { text: '⣀⣀', tone: 'acknowledged' },
        { text: '⣁', tone: 'data' },
      ],
    ]);
  });

  test('draws a line without holes, up and down', () => {
    const canvas = new Canvas(4, 2);
    canvas.line(0, 7, 7, 0, data);
    expect(plain(canvas.lines('braille'))).toEqual(['  ⡠⠊', '⡠⠊']);
    const steep = new Canvas(1, 2);
    steep.line(0, 0, 1, 7, data);
    expect(plain(steep.lines('braille'))).toMatchInlineSnapshot(`
      [
        "⢱",
        "⢸",
      ]
    `);
  });

  test('clips what lies outside', () => {
    const canvas = new Canvas(2, 1);
    canvas.vertical(1, -100, 100, data);
    canvas.horizontal(-5, 1, 0, data);
    canvas.dot(99, 0, data);
    expect(plain(canvas.lines('braille'))).toEqual(['⢹']);
  });

  test('lets the letter of the highest rank stand', () => {
    const canvas = new Canvas(1, 1);
    canvas.letter(0, 0, 'R', 9, 'retransmission');
    canvas.letter(0, 0, 'S', 1, 'sack');
    canvas.letter(5, 0, 'X', 9, 'mark');
    expect(canvas.lines('braille')).toEqual([[{ text: 'R', tone: 'retransmission' }]]);
  });

  test('keeps what stands in the cursor column readable', () => {
    const canvas = new Canvas(2, 2);
    canvas.dot(2, 0, data);
    canvas.cursor(1);
    expect(canvas.lines('ascii')).toEqual([
      [
        { text: ' ', tone: 'axis' },
        { text: '.', tone: 'cursor' },
      ],
      [
        { text: ' ', tone: 'axis' },
        { text: '|', tone: 'cursor' },
      ],
    ]);
  });
});
