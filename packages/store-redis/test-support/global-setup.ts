import type { TestProject } from 'vitest/node'
import type { FoundRedis } from './find-redis.js'
import { findOrInstallRedis, type Machine } from './install-redis.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that the tests start, or the reason why they are skipped. */
    readonly redis: FoundRedis
  }
}

/** Runs once before all tests. Without a server CI fails; elsewhere the tests that need a server are skipped. */
export async function setup(project: Pick<TestProject, 'provide'>, machine?: Machine): Promise<void> {
  const redis = await findOrInstallRedis(machine)
  if ('missing' in redis) {
    const ci = (machine?.environment ?? process.env)['CI'] ?? ''
    if (ci !== '' && ci !== 'false') throw new Error(redis.missing)
    process.stderr.write(`${redis.missing} Until then, the tests that need Redis are skipped.\n`)
  }
  project.provide('redis', redis)
}
