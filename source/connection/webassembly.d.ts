/** The part of the WebAssembly JavaScript interface (https://www.w3.org/TR/wasm-js-api-2/) that is used here; Node has it whole. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: object;
  }
  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(size: { initial: number; maximum: number; shared: true });
    readonly buffer: SharedArrayBuffer;
    /** Adds pages; throws where the maximum is passed. */
    grow(pages: number): number;
  }
}

/** A program for WebAssembly, as the build compiles it of the AssemblyScript beside it (kernel.mjs). */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
