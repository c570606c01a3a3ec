/** Text as man(7) wants it: https://man7.org/linux/man-pages/man7/man.7.html */

export const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');

export const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;

export const heading = (name: string, section: number, version: string): string =>
  `.TH ${name.toUpperCase()} ${section} "" "tcptrace\\-tui ${version}"\n`;

export const section = (title: string, body: string): string => `.SH ${escaped(title.toUpperCase())}\n${body}`;

export const paragraph = (text: string): string => `.PP\n${escaped(text)}\n`;

/** Lines that stay as they are. */
export const verbatim = (text: string): string => `.PP\n.nf\n${escaped(text.trimEnd())}\n.fi\n`;

/** A list of terms with what each means. */
export const terms = (entries: Iterable<readonly [term: string, meaning: string]>): string =>
  Array.from(entries, ([term, meaning]) => `.TP\n${bold(term)}\n${escaped(meaning)}\n`).join('');
