import { defineConfig } from 'vitest/config';

/** The long forms, one at a time: `npm run long -- crash`. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: ['test/build-assets.ts'],
    testTimeout: 2 * 3_600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // What was measured is shown as it comes.
    disableConsoleIntercept: true,
    pool: 'forks',
  },
});
