/**
 * The proxy's options as JSON: `{"save": "x.pcapng", "pairs": [{"listen": "8080", "target": "localhost:80", "rate": "1mbit"}]}`;
 * true for a flag, a list for an option given several times.
 */
import { readFileSync } from 'node:fs';

/** The words of the command line that say the same. Throws an Error with what is wrong. */
export function wordsOfConfig(path: string): string[] {
  const config: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(config))
    throw new Error('wanted a JSON object such as {"pairs": [{"listen": "8080", "target": "a:80"}]}');
  const { pairs = [], ...defaults } = config;
  if (!Array.isArray(pairs)) throw new Error('"pairs" must be a list');
  return [...optionWords(defaults), ...pairs.flatMap(pairWords)];
}

function pairWords(pair: unknown): string[] {
  const { listen, target, ...options } = isRecord(pair) ? pair : {};
  const isPort = typeof listen === 'number';
  if ((typeof listen !== 'string' && !isPort) || typeof target !== 'string') {
    throw new Error('each pair needs "listen", such as "8080", and "target", such as "localhost:80"');
  }
  return [`${listen}`, target, ...optionWords(options)];
}

function optionWords(options: Record<string, unknown>): string[] {
  return Object.entries(options).flatMap(([name, given]) =>
    (Array.isArray(given) ? given : [given]).flatMap((one: unknown) => {
      if (name === 'config') throw new Error('a config file cannot name another one');
      if (one === true) return [`--${name}`];
      if (one === false) return [];
      if (typeof one === 'string' || typeof one === 'number') return [`--${name}=${one}`];
      throw new Error(`"${name}" must be a string, a number, true or a list of them`);
    }),
  );
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
