import { defineConfig } from 'vitest/config'
import { alias } from './vitest.config.js'

// The servers that these tests start run what was built; the tests themselves run on the sources.
export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['packages/store-redis/test-support/global-setup.ts'],
    // One fault at a time: each has the machine to itself.
    fileParallelism: false,
    // Only a test that hangs takes so long. All 500 kills take a quarter of an hour on a slow machine.
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
})
