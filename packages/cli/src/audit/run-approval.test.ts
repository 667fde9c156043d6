import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DecisionRequest } from '@devicegrant/conformance'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { makeFolder } from '../../test-support/cli.js'
import { runApproval } from './run-approval.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const request: DecisionRequest = {
  decision: 'approve',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://login.example.com/activate',
  verificationUriComplete: undefined,
}
const node = process.execPath

function approve(
  command: readonly string[],
  change: Partial<DecisionRequest> = {},
  { timeout = 30_000, signal = new AbortController().signal } = {},
): Promise<void> {
  return runApproval(command, { ...request, ...change }, { timeout, signal })
}

const script = (name: string, text: string) => [node, write(name, text)]

describe('a command that decides', () => {
  it('gets the code and the decision as words, and more as variables', async () => {
    const out = join(folder, 'seen.json')
    const names = ['USER_CODE', 'DECISION', 'VERIFICATION_URI', 'VERIFICATION_URI_COMPLETE']
    const text = `const names = ${JSON.stringify(names)}.map((name) => process.env['DEVICEGRANT_' + name])
require('node:fs').writeFileSync(${JSON.stringify(out)}, JSON.stringify([process.argv.slice(2), names]))`
    await approve([...script('seen.cjs', text), 'own word'], {
      verificationUriComplete: 'https://login.example.com/a?b',
    })
    const { userCode, decision, verificationUri } = request
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual([
      ['own word', userCode, decision],
      [userCode, decision, verificationUri, 'https://login.example.com/a?b'],
    ])
  })

  it.each([
    '$(touch x)',
    '`touch x`',
    '-rf',
    '--help',
    ';touch x',
    'a|touch x',
    'a\ntouch x',
    'a\0',
    '',
    'é',
    '\u001b[2J',
    'a'.repeat(101),
  ])('does not run for the user code %j', async (userCode) => {
    const marker = join(folder, 'ran')
    await expect(approve(['touch', marker], { userCode })).rejects.toThrow(
      'the user code has characters that are no part of a word on a command line, or more than 100',
    )
    expect(existsSync(marker)).toBe(false)
  })

  it('runs without a shell', async () => {
    await expect(approve(['echo $(id)'])).rejects.toThrow('echo $(id) was not found')
    await expect(approve([folder])).rejects.toThrow(`${folder} could not run (EACCES)`)
  })

  it('may write more than a pipe holds, and read nothing', async () => {
    const text = `process.stdin.on('data', () => 0).on('end', () => { process.stdout.write('x'.repeat(3_000_000)); process.stderr.write('y'.repeat(3_000_000)) })`
    await approve(script('loud.cjs', text))
  })
})

describe('a command that fails', () => {
  it('says in its last line why', async () => {
    const text = `console.error('first'); console.error('no such button\\n    at x (y.js:1:1)\\n\\nNode.js v20'); process.exitCode = 7`
    await expect(approve(script('fails.cjs', text))).rejects.toThrow(`${node} ended with exit code 7: no such button`)
  })

  it('may be silent, or killed', async () => {
    await expect(approve(script('silent.cjs', 'process.exit(3)'))).rejects.toThrow(/ ended with exit code 3$/)
    await expect(approve(script('killed.cjs', `process.kill(process.pid, 'SIGTERM')`))).rejects.toThrow(
      / was ended by SIGTERM$/,
    )
  })

  describe('with secrets in its environment', () => {
    afterEach(() => {
      delete process.env['APPROVE_PASSWORD']
    })

    it.each(['planted-secret-7', 'planted-line-1\nplanted-line-2'])('does not show them: %j', async (secret) => {
      process.env['APPROVE_PASSWORD'] = secret
      const text = `console.error('\\u001b[31m' + 'wrong: ' + process.env.APPROVE_PASSWORD); process.exitCode = 1`
      const failure = await approve(script('leaks.cjs', text)).catch(String)
      expect(failure).toContain('wrong: ')
      expect(failure).not.toMatch(/planted|[^\P{Cc}\n]/u)
    })
  })
})

describe('a command that does not end', () => {
  const stubborn = `process.on('SIGTERM', () => 0); process.on('SIGINT', () => 0); setInterval(() => 0, 1000)`

  it('is ended after its time', async () => {
    await expect(approve(script('stubborn.cjs', stubborn), {}, { timeout: 300 })).rejects.toThrow(
      `${node} was not ready after 0.3 seconds`,
    )
  })

  it('is ended with the run', async () => {
    const ending = new AbortController()
    const approval = approve(script('stubborn.cjs', stubborn), {}, { signal: ending.signal, timeout: 30_000 })
    ending.abort(new Error('enough'))
    await expect(approval).rejects.toThrow('was ended by SIGKILL')
    await expect(approve([node, '-e', ''], {}, { signal: ending.signal, timeout: 30_000 })).rejects.toThrow('enough')
  })

  it('may leave a process behind that holds its streams', async () => {
    const over = join(folder, 'over')
    const waits = `setInterval(() => require('node:fs').existsSync(${JSON.stringify(over)}) && process.exit(), 50)`
    const start = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(waits)}], { stdio: 'inherit' }).unref()`
    try {
      await approve(script('leaves.cjs', start))
    } finally {
      write('over', '')
    }
  })
})
