import { defineConfig } from 'vitest/config';
import { kernelForTests } from './kernel.mjs';

export default defineConfig({
  plugins: [kernelForTests],
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: 'test/support/temporary-files.ts',
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
