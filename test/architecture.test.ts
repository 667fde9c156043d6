import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { offences } from './architecture.js'
import { filesBelow } from './support/walk.js'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const core = (path: string) => `packages/core/src/${path}`

const sources = filesBelow(packages).filter(
  (file) => /^[\w-]+\/src\/.+\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file),
)

describe('the import rule', () => {
  it('holds in every source file', () => {
    expect(sources.length).toBeGreaterThan(10)
    expect(sources.flatMap((file) => offences(`packages/${file}`, readFileSync(join(packages, file), 'utf8')))).toEqual(
      [],
    )
  })

  it.each([
    ['machine imports a room', 'machine/poll.ts', "import type { X } from '../ports/clock.js'", 'machine ─▶ ports'],
    ['machine imports a package', 'machine/poll.ts', "import { z } from 'zod'", 'machine ─▶ zod'],
    ['machine imports Node', 'machine/poll.ts', "import { hash } from 'node:crypto'", 'machine ─▶ node:crypto'],
    ['machine reads the clock', 'machine/poll.ts', 'export const now = Date.now()', 'machine ─▶ Date'],
    ['machine draws lots', 'machine/poll.ts', 'export const lot = Math.random()', 'machine ─▶ Math.random'],
    ['machine waits', 'machine/poll.ts', 'export const f = async () => 1', 'machine waits'],
    ['protocol looks up', 'protocol/command.ts', "import '../wire/form.js'", 'protocol ─▶ wire'],
    [
      'ports imports a value',
      'ports/runtime.ts',
      "import { x } from '../machine/time.js'",
      'ports ─▶ machine, which is',
    ],
    ['service looks across', 'service/redeem.ts', "export { x } from '../wire/form.js'", 'service ─▶ wire'],
    ['service imports zod', 'service/redeem.ts', "import { z } from 'zod'", 'service ─▶ zod'],
    ['service asks later', 'service/redeem.ts', "const x = import('../http/node.js')", 'service ─▶ http'],
    ['a type asks inline', 'service/redeem.ts', "export type T = import('../http/node.js').T", 'service ─▶ http'],
    ['service hides what it asks for', 'service/redeem.ts', 'const x = import(name)', 'service ─▶ a computed name'],
    ['service spells the wire', 'service/redeem.ts', 'const x = { client_id: 1 }', 'service spells client_id'],
    ['wire waits', 'wire/form.ts', 'export const f = (p: Promise<1>) => p.then(String)', 'wire waits'],
    ['http knows Node', 'http/handler.ts', "import type { X } from 'node:http'", 'http ─▶ node:http'],
    ['http imports testing', 'http/handler.ts', "import '@devicegrant/testing'", 'http ─▶ @devicegrant/testing'],
    [
      'http leaves core',
      'http/handler.ts',
      "import { x } from '../../../testing/src/index.js'",
      'http ─▶ outside core',
    ],
    ['defaults looks across', 'defaults/system.ts', "import { x } from '../service/redeem.js'", 'defaults ─▶ service'],
    [
      'http takes a port',
      'http/document-routes.ts',
      "import type { TokenIssuer as T } from '../ports/x.js'",
      'http ─▶ TokenIssuer',
    ],
    [
      'wire takes a port',
      'wire/form.ts',
      "import { type HostSessions } from '../protocol/x.js'",
      'wire ─▶ HostSessions',
    ],
    ['verification takes all ports', 'verification/deps.ts', "import type * as p from '../ports/x.js'", 'all of ports'],
    ['verification takes a port inline', 'verification/deps.ts', "type T = import('../ports/x.js').T", 'all of ports'],
    [
      'verification passes a port on',
      'verification/deps.ts',
      "export type { JtiStore } from '../ports/x.js'",
      'JtiStore',
    ],
    [
      'http takes the guarded ports',
      'http/handler.ts',
      "import type { ServiceContext } from '../service/x.js'",
      'ServiceContext',
    ],
    [
      'the bearer check takes a store',
      'http/bearer.ts',
      "import type { TokenFamilyStore } from '../ports/x.js'",
      'FamilyStore',
    ],
    ['a room imports an entry', 'http/handler.ts', "import { x } from '../index.js'", 'http ─▶ entry'],
    ['an entry leaves core', 'index.ts', "import '../../testing/src/index.js'", 'entry ─▶ outside core'],
    ['an entry imports testing', 'index.ts', "export * from '@devicegrant/testing'", 'entry ─▶ @devicegrant/testing'],
  ])('notices when %s', (_, file, source, arrow) => {
    expect(offences(core(file), source)).toEqual([expect.stringContaining(arrow)])
  })

  it.each([
    ["import { x } from '../../core/src/index.js'"],
    ["import { x } from '@devicegrant/core/dist/index.js'"],
    ["import { storeCases } from '@devicegrant/testing'"],
    ["import { createDeviceClient } from '@devicegrant/client'"],
  ])('notices a package that does not use what core publishes: %s', (source) => {
    expect(offences('packages/store-memory/src/index.ts', source)).toHaveLength(1)
  })

  it.each([
    ["import { begin } from '../../../core/src/machine/authorization.js'"],
    ["import { begin } from '@devicegrant/core/machine'"],
    ["import { it } from 'vitest'"],
    ["import { test } from 'node:test'"],
    ["import { z } from 'zod'"],
  ])('notices test cases that import anything but what core publishes: %s', (source) => {
    expect(offences('packages/testing/src/store-laws/law.ts', source)).toHaveLength(1)
  })

  it.each([
    ['another store', 'device-server/real-server.ts', "import { openRedisStores } from '@devicegrant/store-redis'"],
    ['the client', 'device-server/network.ts', "import { memoryTokens } from '@devicegrant/client'"],
    ['stores outside the double', 'fake-host.ts', "import { createMemoryStores } from '@devicegrant/store-memory'"],
    ['the double from the main entry', 'index.ts', "export { createFakeDeviceServer } from './device-server.js'"],
    ['a part of the double', 'manual-time.ts', "import { listen } from './device-server/loopback.js'"],
  ])('notices a double of a server that imports too much, or a main entry that needs it: %s', (_, file, source) => {
    expect(offences(`packages/testing/src/${file}`, source)).toHaveLength(1)
  })

  it.each([
    [core('wire/form.ts'), "import { z } from 'zod'\nexport const client_id = 'client_secret' // await"],
    [core('service/redeem.ts'), "import type { Clock } from '../ports/runtime.js'\nconst word = 'slow_down'"],
    [core('http/bearer/create-bearer-check.ts'), "import type { TokenIssuer } from '../../ports/token-issuer.js'"],
    [core('verification/deps.ts'), "import type { Clock, FaultReporter } from '../ports/runtime.js'"],
    [core('http/entries/node.ts'), "import type { IncomingMessage } from 'node:http'"],
    [core('machine/poll.ts'), "import { x } from './time.js'\nconst y = Math.min(x, 2)"],
    ['packages/testing/src/fake-host.ts', "import { defaultPolicy } from '@devicegrant/core'\nimport './time.js'"],
    [
      'packages/testing/src/device-server/real-server.ts',
      "import { createMemoryStores } from '@devicegrant/store-memory'\nimport { createFakeHost } from '../fake-host.js'",
    ],
    ['packages/store-memory/src/index.ts', "import type { Store } from '@devicegrant/core'\nimport './cells.js'"],
    ['packages/cli/src/check-store/store-kinds.ts', "import { storeCases } from '@devicegrant/testing'"],
  ])('is content with %s', (file, source) => {
    expect(offences(file, source)).toEqual([])
  })
})
