/** The part of seek-bzip (which brings no types) that bunzip2.ts uses. */
declare module 'seek-bzip' {
  interface ByteSink {
    writeByte(byte: number): void;
  }
  const Bunzip: {
    Stream: new () => ByteSink;
    /** Decodes all joined streams with `multistream`; throws at the first fault. */
    decode(input: Buffer, output: ByteSink, multistream: boolean): void;
  };
  export default Bunzip;
}
