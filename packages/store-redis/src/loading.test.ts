import { randomBytes } from 'node:crypto'
import { expect, it, vi } from 'vitest'

vi.mock('node:crypto', { spy: true })

it('draws no random bytes while it is loaded, which a worker may not do', async () => {
  await import('./index.js')
  expect(randomBytes).not.toHaveBeenCalled()
  const { newWriteName } = await import('./names.js')
  expect(newWriteName()).not.toBe(newWriteName())
  expect(randomBytes).toHaveBeenCalledTimes(1)
})
