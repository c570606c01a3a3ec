/** The effective window: as tcptrace scales it, whatever the scale. */

const TWO_TO_32: f64 = 4294967296;

/** Scales beyond 14 (RFC 7323 section 2.3) come from damaged packets; tcptrace shifts a 64-bit number, modulo 64. */
export function scaled(window: u32, scale: u32): f64 {
  return scale <= 14 ? <f64>(window << scale) : <f64>((<u64>window) << (<u64>scale & 63));
}

/** What the acknowledgement allows to be sent: ACK and window, modulo 2^32. */
export function windowEnd(acknowledgement: u32, window: f64): u32 {
  return window < TWO_TO_32 ? acknowledgement + <u32>window : modulo(<f64>acknowledgement + window);
}

function modulo(sum: f64): u32 {
  return <u32>(sum - Math.floor(sum / TWO_TO_32) * TWO_TO_32);
}
