import { randomBytes } from 'node:crypto'
import { expect, it, vi } from 'vitest'

vi.mock('node:crypto', { spy: true })

it('uses no random bytes while the module is loaded, because a worker has none then', async () => {
  await import('./index.js')
  expect(randomBytes).not.toHaveBeenCalled()
  const { newWriteId } = await import('./records/write-id.js')
  expect(newWriteId()).not.toBe(newWriteId())
  expect(randomBytes).toHaveBeenCalledTimes(1)
})
