import { defineConfig } from 'vitest/config'

// No aliases here: these tests see what a stranger gets from the registry.
export default defineConfig({
  test: {
    include: ['test/packaging/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
