import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url))

// The tests run on the sources, so that an edit needs no build. What is published is tried by test/packaging.
export const alias = [
  { find: /^@devicegrant\/core$/, replacement: source('core/src/index.ts') },
  { find: /^@devicegrant\/core\/(argon2|jwt|passwords|schemas)$/, replacement: source('core/src/$1.ts') },
  { find: /^@devicegrant\/core\/testing$/, replacement: source('core/src/testing/index.ts') },
  {
    find: /^@devicegrant\/example-(custom-store-postgres)$/,
    replacement: fileURLToPath(new URL('examples/$1/src/index.ts', import.meta.url)),
  },
  {
    find: /^@devicegrant\/(adapter-express|adapter-koa|store-memory|store-redis)$/,
    replacement: source('$1/src/index.ts'),
  },
]

export default defineConfig({
  resolve: { alias },
  test: {
    globalSetup: ['packages/store-redis/test-support/global-setup.ts'],
    include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Nothing here is about time: a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    exclude: ['**/node_modules/**', 'test/browser/**', 'test/packaging/**', 'test/faults/**'],
  },
})
