/** Typed views of linear memory: each is its own address, and costs nothing. */

@unmanaged
@final
export class Bytes {
  [key: number]: u32;

  @inline
  @operator('[]')
  get(i: usize): u32 {
    return load<u8>(changetype<usize>(this) + i);
  }
  @inline
  @operator('[]=')
  set(i: usize, value: u32): void {
    store<u8>(changetype<usize>(this) + i, value);
  }
}

@unmanaged
@final
export class Shorts {
  [key: number]: u32;

  @inline
  @operator('[]')
  get(i: usize): u32 {
    return load<u16>(changetype<usize>(this) + (i << 1));
  }
  @inline
  @operator('[]=')
  set(i: usize, value: u32): void {
    store<u16>(changetype<usize>(this) + (i << 1), value);
  }
}

@unmanaged
@final
export class Words {
  [key: number]: u32;

  @inline
  @operator('[]')
  get(i: usize): u32 {
    return load<u32>(changetype<usize>(this) + (i << 2));
  }
  @inline
  @operator('[]=')
  set(i: usize, value: u32): void {
    store<u32>(changetype<usize>(this) + (i << 2), value);
  }
}

@unmanaged
@final
export class Doubles {
  [key: number]: f64;

  @inline
  @operator('[]')
  get(i: usize): f64 {
    return load<f64>(changetype<usize>(this) + (i << 3));
  }
  @inline
  @operator('[]=')
  set(i: usize, value: f64): void {
    store<f64>(changetype<usize>(this) + (i << 3), value);
  }
}

/** A big-endian word of a packet. */
export function networkWord(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}
