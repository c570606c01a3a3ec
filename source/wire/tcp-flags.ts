/** Bits of byte 13 of the TCP header, and AE (RFC 9768) as 0x100. RFC 9293 section 3.1. */

export const fin = 1;
export const syn = 2;
export const rst = 4;
export const psh = 8;
export const ack = 16;
export const urg = 32;
export const ece = 64;
export const cwr = 128;
export const ae = 256;
