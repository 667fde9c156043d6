import { describe, inject } from 'vitest'
import type {} from './global-setup.js'

/** `describe` for tests that start servers of Redis: skipped, hooks and all, where the global setup found none. */
export const describeWithRedis: ReturnType<typeof describe.skipIf> = describe.skipIf('missing' in inject('redis'))
