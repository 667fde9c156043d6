import { describe, inject } from 'vitest'
import type {} from './global-setup.js'

/** `describe` for tests that start Redis servers. The tests and their hooks are skipped if the global setup found no server. */
export const describeWithRedis: ReturnType<typeof describe.skipIf> = describe.skipIf('missing' in inject('redis'))
