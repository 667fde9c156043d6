import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { familyStoreCases, storeCases } from '@devicegrant/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pack, root, run, runTool, type Tarball } from './packing.js'

const packages = readdirSync(join(root, 'packages')).map((directory) => {
  const path = join(root, 'packages', directory)
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  return { path, name: manifest.name as string, exports: Object.keys(manifest.exports) }
})
/** `@devicegrant/core/jwt` and the like; `./package.json` is not code. */
const entries = packages.flatMap(({ name, exports }) =>
  exports.filter((path) => !path.endsWith('.json')).map((path) => join(name, path)),
)
/** Needs `@opentelemetry/api`, which the host installs only if it wants metrics or traces. */
const optionalEntry = '@devicegrant/core/opentelemetry'
const plainEntries = entries.filter((entry) => entry !== optionalEntry)
const tarballs = new Map<string, Tarball>()
let consumer: string

/** Everything we publish, as a stranger gets it: packed, and installed by npm in an empty project. */
beforeAll(async () => {
  consumer = mkdtempSync(join(tmpdir(), 'devicegrant-consumer-'))
  for (const { path, name } of packages) tarballs.set(name, await pack(path, consumer))
  const local = [...tarballs].map(([name, { file }]) => [name, `file:${file}`])
  const dependencies = {
    ...Object.fromEntries(local),
    express: '^5',
    '@types/express': '^5',
    koa: '^3',
    '@types/koa': '^3',
    '@electric-sql/pglite': '^0.5',
    pg: '^8',
    ioredis: '^6',
    redis: '^6',
    ioredis5: 'npm:ioredis@^5',
    redis5: 'npm:redis@^5',
    '@types/node': '^20',
  }
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, dependencies }))
  expect(await run('npm', ['install', '--no-audit', '--no-fund'], consumer)).not.toContain('exit code')
})
afterAll(() => rmSync(consumer, { recursive: true, force: true }))

describe.each(packages)('$name', ({ name }) => {
  const tarball = () => tarballs.get(name) ?? { file: '', contents: [] }

  it('holds what it needs and nothing else', () => {
    const { contents } = tarball()
    expect(contents).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js']))
    expect(
      contents.filter((file) => !/^(LICENSE|README\.md|SCHEMA\.md|package\.json|dist\/.+\.(js|d\.ts))$/.test(file)),
    ).toEqual([])
    expect(contents.filter((file) => /\.test\.|globals\.d\.ts/.test(file))).toEqual([])
  })

  it('pleases publint', async () => {
    expect(await runTool('publint/src/cli.js', 'run', tarball().file, '--strict')).toContain('All good!')
  })

  it('has types that are right for import and, as Node can require ES modules, for require', async () => {
    const profile = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm']
    expect(await runTool('@arethetypeswrong/cli/dist/index.js', tarball().file, ...profile)).not.toContain('exit code')
  })
})

/** Every client that the stores in Redis take, as their authors type it. */
const redisClients = `
import { fromIoredis, fromNodeRedis, fromNodeRedisCluster, ioredisAdvice, nodeRedisAdvice } from '@devicegrant/store-redis'
import { Cluster, Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { createClient, createCluster } from 'redis'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis5'

export const connections = [
  fromIoredis(new Redis(ioredisAdvice)),
  fromIoredis(new Redis({ ...ioredisAdvice, sentinels: [{ host: 'localhost' }], name: 'primary' })),
  fromIoredis(new Cluster(['localhost'], { redisOptions: ioredisAdvice })),
  fromIoredis(new Redis5(ioredisAdvice)),
  fromNodeRedis(createClient({ socket: nodeRedisAdvice })),
  fromNodeRedis(await createClient5({ socket: nodeRedisAdvice }).connect()),
  fromNodeRedisCluster(createCluster({ rootNodes: [], defaults: { socket: nodeRedisAdvice } })),
  fromNodeRedisCluster(createCluster5({ rootNodes: [] })),
]
`

describe('an empty project', () => {
  const evaluate = (code: string, type: 'module' | 'commonjs') =>
    run(process.execPath, [`--input-type=${type}`, '--eval', code], consumer)

  it.each(plainEntries)('imports %s', async (entry) => {
    const code = `import * as all from '${entry}'; console.log(Object.keys(all).length > 0)`
    expect((await evaluate(code, 'module')).trim()).toBe('true')
  })

  it.each(plainEntries)('requires %s', async (entry) => {
    const code = `console.log(Object.keys(require('${entry}')).length > 0)`
    expect((await evaluate(code, 'commonjs')).trim()).toBe('true')
  })

  it('loads a native file for argon2 and for nothing else', async () => {
    const native = async (entry: string) => {
      const objects = 'process.report.getReport().sharedObjects.filter((file) => file.endsWith(".node")).length'
      return Number(await evaluate(`await import('${entry}'); console.log(${objects})`, 'module'))
    }
    for (const entry of plainEntries)
      expect([entry, await native(entry)]).toEqual([entry, entry.endsWith('/argon2') ? 1 : 0])
  })

  it('lays the laws on a store of its own, with a test runner of its own, in twenty lines', async () => {
    cpSync(join(root, 'examples/custom-store-postgres/dist'), join(consumer, 'postgres'), { recursive: true })
    const test = readFileSync(join(root, 'test/packaging/stranger.mjs'), 'utf8')
    expect(test.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
    writeFileSync(join(consumer, 'stranger.test.mjs'), test)
    const output = await run(process.execPath, ['--test', '--test-reporter=tap', 'stranger.test.mjs'], consumer)
    expect(output).toMatch(/^# fail 0$/m)
    const laws = storeCases.length + familyStoreCases.length
    expect(output).toContain(`# tests ${laws + 1}\n`)
    expect(output).toMatch(/^# skipped 4$/m)
  })

  it('makes a secret with npx', async () => {
    expect(await run('npx', ['devicegrant', 'secret'], consumer)).toMatch(/^[\w-]{43}\n$/)
    expect(await run('npx', ['devicegrant', 'secret', '--env'], consumer)).toMatch(/^DEVICEGRANT_SECRET=[\w-]{43}\n$/)
    expect(await run('npx', ['devicegrant', 'secrets'], consumer)).toMatch(/Did you mean secret\?[\s\S]*exit code 2$/)
  })

  it('checks a configuration with npx, with keys that npx has made', async () => {
    await run('npx', ['devicegrant', 'keygen', '--out', 'signing-key.jwk'], consumer)
    const options = `
      const { createJwtIssuer } = require('@devicegrant/core/jwt')
      const { createMemoryStores } = require('@devicegrant/store-memory')
      module.exports = {
        issuer: 'https://login.example.com',
        secret: 'a secret of 32 characters or more',
        stores: createMemoryStores(),
        clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read'] }],
        accounts: { findAccount: () => undefined },
        tokens: createJwtIssuer({ keys: [JSON.parse(require('node:fs').readFileSync('signing-key.jwk', 'utf8'))] }),
        hostSessions: { find: () => undefined, signInUrl: () => '/sign-in' },
      }`
    writeFileSync(join(consumer, 'options.cjs'), options)
    const output = await run('npx', ['devicegrant', 'check', 'options.cjs', '--probe'], consumer)
    expect(output).toContain('✔ tokens')
    expect(output).toMatch(/no problems, no warnings\n$/)
    const inProduction = await run('npx', ['devicegrant', 'check', 'options.cjs', '--production', '--strict'], consumer)
    expect(inProduction).toMatch(/stores-in-memory[\s\S]*1 warning\nexit code 1$/)
  })

  it('needs @opentelemetry/api for one entry point only, and says so', async () => {
    expect(await evaluate(`await import('${optionalEntry}')`, 'module')).toContain("'@opentelemetry/api'")
    expect(await run('npm', ['install', '--no-audit', '--no-fund', '@opentelemetry/api@^1.9'], consumer)).not.toContain(
      'exit code',
    )
    const code = `const { createOpenTelemetry } = require('${optionalEntry}'); console.log(typeof createOpenTelemetry().event)`
    expect((await evaluate(code, 'commonjs')).trim()).toBe('function')
  })

  it('compiles against the types as strictly as it likes', async () => {
    const imports = entries.map(
      (entry, index) => `import * as entry${index} from '${entry}'\nexport { entry${index} }\n`,
    )
    writeFileSync(join(consumer, 'consumer.mts'), imports.join(''))
    writeFileSync(join(consumer, 'redis.mts'), redisClients)
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      module: 'nodenext',
      target: 'es2023',
      types: ['node'],
      noEmit: true,
      skipLibCheck: false,
    }
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.mts', 'redis.mts'] }),
    )
    const output = await runTool('typescript/bin/tsc', '-p', consumer, '--pretty', 'false')
    const complaints = output.split('\n').filter((line) => line.includes('error TS'))
    // @types/koa names a type of content-disposition that is not there any more: nothing that we could help.
    expect(complaints.filter((line) => !line.includes('/@types/koa/index.d.ts'))).toEqual([])
  })
})
