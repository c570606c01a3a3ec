import { expect, test } from 'vitest';
import { splitKeystrokes, typedText, unfinished } from '../../source/ui/keys/keystrokes.ts';

const strokes = (input: string): string[] => splitKeystrokes(input).strokes;

test('keys typed fast arrive as one string', () => {
  expect(strokes('jjG/ok\r')).toEqual(['j', 'j', 'G', '/', 'o', 'k', 'enter']);
});

test('control keys have names', () => {
  expect(strokes('\u0003\u0004\u001a\t\u007f ')).toEqual(['ctrl-c', 'ctrl-d', 'ctrl-z', 'tab', 'backspace', 'space']);
});

test('cursor and function keys, in the forms that terminals send', () => {
  expect(strokes('\u001b[A\u001bOA\u001b[1;5C\u001b[5~\u001b[Z\u001bOP\u001b[12~')).toEqual([
    'up',
    'up',
    'ctrl-right',
    'pageup',
    'shift-tab',
    'f1',
    'f2',
  ]);
});

test('function keys of the Linux console are keys, not commands', () => {
  expect(strokes('\u001b[[A\u001b[[D\u001b[[Ej')).toEqual(['f1', 'f4', 'f5', 'j']);
  expect(splitKeystrokes('\u001b[[')).toEqual({ strokes: [], rest: '\u001b[[' });
});

test('a keypad is digits and signs, Home and End', () => {
  expect(strokes('\u001bOp\u001bOy\u001bOk\u001bOM\u001bOH\u001bOF')).toEqual(['0', '9', '+', 'enter', 'home', 'end']);
});

test('keys told by their code points: CSI u and modifyOtherKeys', () => {
  expect(strokes('\u001b[106u\u001b[106;2u\u001b[100;5u\u001b[27u\u001b[13u\u001b[9;2u')).toEqual([
    ...['j', 'J', 'ctrl-d', 'escape', 'enter', 'shift-tab'],
  ]);
  expect(strokes('\u001b[57423u\u001b[57413u\u001b[27;5;117~\u001b[97:65;2u')).toEqual(['home', '+', 'ctrl-u', 'A']);
});

test('the mouse wheel scrolls, other mouse reports are nothing', () => {
  expect(strokes('\u001b[<64;10;5M\u001b[<65;10;5M\u001b[<0;10;5M')).toEqual(['wheel-up', 'wheel-down']);
});

test('a sequence cut in two waits for its rest', () => {
  expect(splitKeystrokes('j\u001b[')).toEqual({ strokes: ['j'], rest: '\u001b[' });
  expect(splitKeystrokes('\u001b[B')).toEqual({ strokes: ['down'], rest: '' });
  expect(splitKeystrokes('\u001b')).toEqual({ strokes: [], rest: '\u001b' });
});

test('Escape and a key right after it are two keys', () => {
  expect(strokes('\u001bj\u001b\u001b[A')).toEqual(['escape', 'j', 'escape', 'up']);
});

test('unknown sequences are swallowed whole', () => {
  expect(strokes('\u001b[?62;c\u001b[99~x')).toEqual(['x']);
});

test('a paste is one keystroke, whatever it holds', () => {
  expect(strokes('\u001b[200~q\rQ\u001b[201~j')).toEqual(['paste:q\rQ', 'j']);
  expect(typedText('paste:q\rQ')).toBe('q Q');
});

test('a paste whose rest does not arrive is what has: its text is never commands', () => {
  const { strokes, rest } = splitKeystrokes('j\u001b[200~q\rQ');
  expect(strokes).toEqual(['j']);
  expect(unfinished(rest).stroke).toBe('paste:q\rQ');
  expect(unfinished('\u001b').stroke).toBe('escape');
  expect(unfinished('\u001b').delay).toBeGreaterThan(100);
  expect(unfinished(rest).delay).toBeGreaterThan(unfinished('\u001b').delay);
});

test('wide characters are one keystroke each', () => {
  expect(strokes('日😀')).toEqual(['日', '😀']);
  expect(typedText('😀')).toBe('😀');
  expect(typedText('enter')).toBeNull();
});
