import { expect, test } from 'vitest';
import { editText, textField } from '../../source/ui/components/text-field.ts';
import { typedText } from '../../source/ui/keys/keystrokes.ts';

const after = (text: string, ...strokes: string[]): string => {
  let field = textField(text);
  for (const stroke of strokes) field = editText(field, stroke, typedText(stroke));
  return `${field.before.join('')}|${field.after.join('')}`;
};

test.each([
  ['host', ['backspace'], 'hos|'],
  ['host', ['left', 'left', 'x'], 'hox|st'],
  ['host', ['home', 'delete'], '|ost'],
  ['port:80 rst', ['ctrl-w'], 'port:80 |'],
  ['port:80', ['left', 'ctrl-u'], '|0'],
  ['port:80', ['left', 'ctrl-k'], 'port:8|'],
  ['日本', ['backspace'], '日|'],
  ['e\u0301', ['backspace'], '|'],
  ['', ['paste:two\nlines'], 'two lines|'],
])('%s, %j: %s', (text, strokes, expected) => {
  expect(after(text, ...strokes)).toBe(expected);
});
