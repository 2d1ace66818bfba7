import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{src,test,sandbox,demo}/**/*.test.{ts,tsx}'],
    // Hours, not minutes: npm run long -- NAME.
    exclude: ['node_modules/**', 'test/long/**'],
    globalSetup: ['test/build-assets.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more processes would only wait for each other.
    maxWorkers: 2,
    pool: 'forks',
  },
});
