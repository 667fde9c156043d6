import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from './support/example-flow.js'
import { type RunningExample, startExample } from './support/example-process.js'
import { membersOf } from './support/json.js'

const file = 'examples/express/server.js'

describe('the example for Express', () => {
  let server: RunningExample
  beforeAll(async () => {
    server = await startExample(file)
  })
  afterAll(() => server.stop())

  it('signs a device in, which then gets its things', async () => {
    const token = await signIn(server.address)
    const response = await fetch(`${server.address}/things`, { headers: { authorization: `Bearer ${token}` } })
    expect(await membersOf(response)).toEqual({ owner: 'user-1' })
    expect((await fetch(`${server.address}/things`)).status).toBe(401)
  })

  it('prints only where to go', () => {
    expect(server.printed()).toBe(`open ${server.address}/device\n`)
  })

  it('has about forty lines', () => {
    const source = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8')
    expect(source.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(42)
  })
})
