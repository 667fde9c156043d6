import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createFakeDeviceServer } from '@devicegrant/testing/device-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf, type Compiled, compileToModules } from '../documents.js'

// The complete command line of docs/guide/write-a-client.md, as it stands there.

const page = 'docs/guide/write-a-client.md'
const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8')
const blocks = blocksOf(page, text).filter(({ path }) => path.endsWith('/mycli.ts'))
let compiled: Compiled
let program: string
let folder: string

beforeAll(async () => {
  compiled = await compileToModules(blocks)
  const [block] = blocks
  program = block === undefined ? '' : compiled.moduleOf(block)
  folder = mkdtempSync(join(tmpdir(), 'devicegrant-mycli-'))
})
afterAll(() => {
  compiled.remove()
  rmSync(folder, { recursive: true })
})

/** Runs the program, and calls `seen` with each user code that it shows. */
async function run(
  issuer: string,
  words: readonly string[],
  seen: (userCode: string) => Promise<unknown> = async () => {},
) {
  const env = { PATH: process.env['PATH'], XDG_DATA_HOME: folder, HOME: folder, MYCLI_SERVER: issuer }
  const file = program.startsWith('file:') ? fileURLToPath(program) : program
  const child = spawn(process.execPath, [file, ...words], { env, timeout: 240_000, killSignal: 'SIGKILL' })
  const output: string[] = []
  const codes = new Set<string>()
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      output.push(line)
      const code = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(line)?.[0]
      if (code === undefined || codes.has(code)) continue
      codes.add(code)
      await seen(code)
    }
  }
  await Promise.all([read(child.stdout), read(child.stderr)])
  return { code: await ended, output: output.join('\n') }
}

describe('the command line of the guide', () => {
  it('is short', () => {
    expect(blocks[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(30)
  })

  it('signs in, says who it is, and signs out', async () => {
    const server = createFakeDeviceServer({ client: { clientId: 'mycli' }, policy: { interval: 1_000 } })
    const { issuer, close } = await server.asServer()
    const approve = (userCode: string) => server.approve(userCode)
    expect(await run(issuer, ['login'], approve)).toMatchObject({
      code: 0,
      output: expect.stringContaining('Signed in'),
    })
    expect(await run(issuer, ['whoami'])).toMatchObject({ code: 0, output: expect.stringContaining("scope: 'read") })
    expect(await run(issuer, ['logout'])).toEqual({ code: 0, output: 'revoked' })
    expect(await run(issuer, ['whoami'])).toMatchObject({ code: 9, output: expect.stringContaining('mycli login') })
    expect(await run(issuer, [])).toMatchObject({ code: 2, output: expect.stringContaining('usage: mycli') })
    await close()
  })

  it('writes lines of JSON for programs', async () => {
    const server = createFakeDeviceServer({ client: { clientId: 'mycli' }, policy: { interval: 1_000 } })
    const { issuer, close } = await server.asServer()
    const { code, output } = await run(issuer, ['login', '--json'], (userCode) => server.deny(userCode))
    const lines = output.split('\n').map((line) => JSON.parse(line))
    expect(code).toBe(3)
    expect(lines[0]).toMatchObject({ type: 'prompt', uri: expect.stringContaining('/device') })
    expect(lines.at(-1)).toMatchObject({ type: 'failed', code: 'denied' })
    await close()
  })
})
