/**
 * Copying by OSC 52: the terminal at the user's end takes the text, also over SSH (xterm ctlseqs, "Operating System
 * Commands", Ps = 52). tmux hands a sequence on when it is wrapped in its DCS passthrough, every ESC doubled (tmux(1),
 * allow-passthrough), and also understands the bare one (set-clipboard); so inside tmux both are sent.
 */

/** Bytes of text that terminals take at least (xterm's and tmux's buffers); longer text is refused rather than cut. */
export const LONGEST_COPY = 74_994;

export function copySequence(text: string, insideTmux: boolean): string {
  const plain = `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  if (!insideTmux) return plain;
  return `${plain}\u001bPtmux;${plain.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
}
