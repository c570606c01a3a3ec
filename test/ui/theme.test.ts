import { describe, expect, test } from 'vitest';
import { chooseTheme, makeTheme } from '../../source/ui/theme/theme.ts';

const UTF8 = { LANG: 'en_GB.UTF-8' };

describe('the theme', () => {
  test.each([
    [{ ...UTF8, TERM: 'xterm-256color' }, 'dark'],
    [{ ...UTF8, TERM: 'xterm-256color', COLORFGBG: '0;15' }, 'light'],
    [{ ...UTF8, TERM: 'xterm' }, '16'],
    [{ ...UTF8, TERM: 'xterm', COLORTERM: 'truecolor' }, 'dark'],
    [{ ...UTF8, TERM: 'vt100' }, 'mono'],
    [{ ...UTF8, TERM: 'xterm-256color', NO_COLOR: '1' }, 'mono'],
  ])('is guessed from %j', (environment, name) => {
    expect(chooseTheme(null, environment).name).toBe(name);
  });

  test('asked for wins over the environment', () => {
    expect(chooseTheme('light', { NO_COLOR: '1' }).name).toBe('light');
  });

  test('without colours the selection is still seen', () => {
    const mono = makeTheme('mono', true);
    expect(mono.paint('selected', 'row')).toBe('\u001b[7mrow\u001b[0m');
    expect(mono.paint('good', 'ok')).toBe('ok');
  });

  test('draws with ASCII where the locale is not UTF-8, and where the font has no braille', () => {
    expect(chooseTheme('dark', { LANG: 'C' }).glyphs.horizontal).toBe('-');
    expect(chooseTheme('dark', UTF8).glyphs.horizontal).toBe('─');
    expect(chooseTheme('dark', { ...UTF8, TERM: 'linux' }).unicode).toBe(false);
  });
});
