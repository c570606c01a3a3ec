/** Figures in sentences. */

/** "48 ms", "1.3 s", "2 min", "2.5 h", "12 d": µs in the unit people would say. */
export function duration(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`;
  if (micros < 10_000) return `${(micros / 1000).toFixed(1)} ms`;
  if (micros < 1_000_000) return `${Math.round(micros / 1000)} ms`;
  if (micros < 10_000_000) return `${(micros / 1e6).toFixed(1)} s`;
  if (micros < 600e6) return `${Math.round(micros / 1e6)} s`;
  if (micros < 100 * 60e6) return `${Math.round(micros / 60e6)} min`;
  const hours = micros / 3600e6;
  return hours < 100 ? `${hours.toFixed(hours < 10 ? 1 : 0)} h` : `${Math.round(hours / 24)} d`;
}

/** "445 bytes", "64 kB", "1.2 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 10e3 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
}

/** "1 SYN", "1,200 SYNs". */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? thing : things}`;
}

/** "once", "twice", "3 times". */
export function times(number: number): string {
  return number === 1 ? 'once' : number === 2 ? 'twice' : `${number.toLocaleString('en-US')} times`;
}

/** "0.3 %", "12 %". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** "1, 2 and 3". */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
