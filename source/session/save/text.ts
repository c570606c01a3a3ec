import { OutputFile } from './output-file.ts';

/** Writes text that is at hand, such as a graph. Resolves to what was written; rejects with one line for the user. */
export function saveText(path: string, text: string): Promise<string> {
  return OutputFile.with(path, async (file) => {
    await file.text(text);
    return `${file.bytes.toLocaleString('en-US')} bytes to ${path}`;
  });
}
