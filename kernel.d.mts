import type { Plugin } from 'esbuild';

/** For esbuild: compiles the kernel where it is imported. */
export const kernelForBundle: Plugin;
