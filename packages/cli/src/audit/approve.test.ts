import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFolder } from '../../test-support/cli.js'
import { CommandFailure, UsageError } from '../commands/command.js'
import { readApprove } from './approve.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const request = {
  decision: 'deny',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://login.example.com/activate',
  verificationUriComplete: undefined,
} as const
const limits = { timeout: 30_000, signal: new AbortController().signal }

describe('a module that decides', () => {
  it('gets what the server said', async () => {
    const file = write('good.mjs', 'export default async (request) => { throw new Error(JSON.stringify(request)) }')
    const decide = await readApprove(file, limits)
    await expect(decide(request)).rejects.toThrow(JSON.stringify(request))
  })

  it('may be an older one', async () => {
    const decide = await readApprove(write('old.cjs', 'module.exports = () => undefined'), limits)
    expect(await decide(request)).toBeUndefined()
  })

  it('may throw at once', async () => {
    const decide = await readApprove(
      write('throws.mjs', `export default () => { throw new Error('no browser') }`),
      limits,
    )
    await expect(decide(request)).rejects.toThrow('no browser')
  })

  it('may have the name approve', async () => {
    const decide = await readApprove(
      write('named.mjs', `export const approve = () => { throw new Error('named') }`),
      limits,
    )
    await expect(decide(request)).rejects.toThrow('named')
  })

  it.each(['export const approve = 7', 'export default 7', ''])('must export a function, and not %j', async (text) => {
    const file = write(`wrong-${text.length}.mjs`, text)
    await expect(readApprove(file, limits)).rejects.toThrow(
      new UsageError(`${file} exports no function with the name approve`),
    )
  })

  it.each([
    ['throws.mjs', `throw new Error('no settings')`, 'no settings'],
    ['lacks.mjs', `import 'devicegrant-that-is-not-there'`, "Cannot find package 'devicegrant-that-is-not-there'"],
    ['broken.mjs', 'export default {', ': '],
  ])('must load: %s', async (name, text, reason) => {
    const file = write(`load-${name}`, text)
    const failure: unknown = await readApprove(file, limits).catch((fault: unknown) => fault)
    expect(failure).toBeInstanceOf(CommandFailure)
    expect(String(failure)).toContain(`${file} cannot be loaded: `)
    expect(String(failure)).toContain(reason)
  })

  it('is not waited for longer than its time, or than the run', async () => {
    const file = write('hangs.mjs', 'export default () => new Promise(() => undefined)')
    const decide = await readApprove(file, { ...limits, timeout: 50 })
    await expect(decide(request)).rejects.toThrow(`the function of ${file} was not ready after 0.05 seconds`)
    const ending = new AbortController()
    const endless = (await readApprove(file, { ...limits, signal: ending.signal }))(request)
    ending.abort()
    await expect(endless).rejects.toThrow('was not ready')
  })

  it('must exist', async () => {
    await expect(readApprove('approve-that-is-not-there.mjs', limits)).rejects.toThrow(
      new UsageError('--approve: there is no file approve-that-is-not-there.mjs'),
    )
  })
})

describe('a command that decides', () => {
  it('needs a word', async () => {
    await expect(readApprove('  ', limits)).rejects.toThrow(
      new UsageError('--approve needs a command, or a module such as approve.mjs'),
    )
  })

  it('has words in quotation marks, and may end with the name of a module', async () => {
    const file = write('words.cjs', 'console.error(process.argv.slice(2).join("|")); process.exitCode = 1')
    const decide = await readApprove(`"${process.execPath}" ${file} "two words" end.mjs`, limits)
    await expect(decide(request)).rejects.toThrow(/: two words\|end\.mjs\|ABCD-EFGH\|deny$/)
  })
})

describe('a verification URI of a hostile server', () => {
  it.each([
    'https://a.example/\0',
    'https://a.example/\n',
    'https://a.example/\u001b[2J',
    `https://a.example/${'x'.repeat(2000)}`,
    'file:///etc/passwd',
    'javascript:alert(1)',
    '--flag',
    'https://',
  ])('reaches neither a module nor a command', async (address) => {
    const file = write('reached.cjs', 'module.exports = () => { throw new Error("reached") }')
    const message = 'a verification URI is no address of HTTP, or has more than 2000 characters'
    for (const text of [file, `${process.execPath} ${file}`]) {
      const decide = await readApprove(text, limits)
      await expect(decide({ ...request, verificationUri: address })).rejects.toThrow(message)
      await expect(decide({ ...request, verificationUriComplete: address })).rejects.toThrow(message)
    }
  })
})
