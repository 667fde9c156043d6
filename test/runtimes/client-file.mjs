import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { fileTokens } from '@devicegrant/client/file'
import { createWorld, runClient } from './client.mjs'

/** Runs all steps with the tokens in a file of this directory. Then one client signs in, and another one finds its tokens. */
export async function runWithFile(address, directory) {
  const tokens = () => fileTokens({ app: 'mycli', directory })
  const count = await runClient(address, tokens())
  const { auth, decide } = createWorld(address, tokens())
  await auth.login({ show: ({ userCode }) => decide('approve', userCode) })
  assert.deepEqual(
    readdirSync(directory).map((name) => name.replace(/.*\./, '.')),
    ['.json'],
  )
  const { auth: next } = createWorld(address, tokens())
  assert.equal((await next.whoami()).subject, 'user-alice')
  assert.equal(await next.logout(), 'revoked')
  assert.deepEqual(readdirSync(directory), [])
  return count + 1
}
