import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { filters, findTestFiles, isIn, type Part, type TestFile, tags } from './test/support/test-files.js'

const source = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url))

// The tests run on the sources, so that an edit needs no build. What is published is tried by test/packaging.
export const alias = [
  { find: /^@devicegrant\/core$/, replacement: source('core/src/index.ts') },
  {
    find: /^@devicegrant\/core\/(adapters|argon2|dialects|events|jwt|opentelemetry|passwords|schemas|stores|totp)$/,
    replacement: source('core/src/$1.ts'),
  },
  {
    find: /^@devicegrant\/example-(custom-store-postgres)$/,
    replacement: fileURLToPath(new URL('examples/$1/src/index.ts', import.meta.url)),
  },
  { find: /^@devicegrant\/testing\/device-server$/, replacement: source('testing/src/device-server.ts') },
  {
    find: /^@devicegrant\/client\/(file|keyring|terminal)$/,
    replacement: source('client/src/$1.ts'),
  },
  {
    find: /^@devicegrant\/(adapter-express|adapter-koa|client|conformance|store-memory|store-redis|testing)$/,
    replacement: source('$1/src/index.ts'),
  },
]

const parts: readonly string[] = ['proof', 'rest'] satisfies Part[]
const isPart = (mode: string): mode is Part => parts.includes(mode)

export default defineConfig(({ mode }) => {
  const part = isPart(mode) ? mode : 'all'
  const files = findTestFiles().filter((file) => isIn(part, file))
  const pathsOf = (some: readonly TestFile[]) => some.map(({ path }) => path)
  const common = {
    tags,
    ...(part !== 'all' && { tagsFilter: [...filters[part]] }),
    // Only a test that hangs takes so long. Nothing here is about time: a slow machine is no failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  }
  return {
    test: {
      globalSetup: ['packages/store-redis/test-support/global-setup.ts'],
      maxWorkers: '100%',
      ...(part === 'proof' && { provide: { fewRepetitions: true } }),
      projects: [
        {
          resolve: { alias },
          test: {
            ...common,
            name: 'together',
            include: pathsOf(files.filter(({ alone }) => !alone)),
            // Most of the time went into loading the same modules for each of 200 files.
            isolate: false,
            sequence: { groupOrder: 1 },
          },
        },
        {
          resolve: { alias },
          test: {
            ...common,
            name: 'alone',
            include: pathsOf(files.filter(({ alone }) => alone)),
          },
        },
      ],
    },
  }
})
