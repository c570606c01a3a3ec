/** What a connection begins with, in a person's words. */
import { Dialogue } from './dialogue.ts';
import type { Side, Unit } from './unit.ts';

/** Bytes of the beginning that are looked at. */
const ENOUGH = 4096;

/** Of the first bytes of a connection, which that side sent: "GET /x", "SET k"; safe for the terminal. `ports`: of A and B. */
export function firstWords(side: Side, bytes: Uint8Array, ports: readonly [number, number]): string {
  let first: Unit | null = null;
  const began = (unit: Unit): void => {
    first ??= unit;
  };
  const dialogue = new Dialogue({ ports, client: 0, heard: { began } });
  dialogue.bytes(side, bytes.subarray(0, ENOUGH), 0, 0);
  dialogue.finish();
  return (first as Unit | null)?.words ?? '';
}
