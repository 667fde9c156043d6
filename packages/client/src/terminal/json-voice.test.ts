import { describe, expect, it } from 'vitest'
import { ada, fakeTerminal, promptWith, settle } from '../../test-support/fake-terminal.js'
import { DeviceLoginError } from '../failures/device-login-error.js'

type Fake = ReturnType<typeof fakeTerminal>

function linesOf({ written }: Fake): readonly unknown[] {
  return written.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const nextPollAt = Date.parse('2030-01-01T00:00:05Z')

describe('the JSON of a sign-in', () => {
  it('is one object in each line, and nothing else is written', async () => {
    const fake = fakeTerminal({ json: true })
    const completeUri = 'https://login.example.com/device?user_code=WDJB-MJHT'
    await fake.terminal.signIn({
      login: async ({ show }) => {
        fake.terminal.onEvent({ type: 'started', expiresAt: nextPollAt })
        await show(promptWith({ completeUri, otherHost: 'login.example.com' }))
        await settle()
        fake.terminal.onEvent({ type: 'pending', nextPollAt })
        fake.terminal.onEvent({ type: 'slowedDown', interval: 10_000, nextPollAt })
        fake.terminal.onEvent({ type: 'approved', name: 'Ada' })
        return ada
      },
    })
    expect(linesOf(fake)).toEqual([
      {
        type: 'prompt',
        userCode: 'WDJB-MJHT',
        uri: 'https://login.example.com/device',
        completeUri,
        expiresAt: '2030-01-01T00:10:00.000Z',
        otherHost: 'login.example.com',
        isNumberWanted: false,
      },
      { type: 'pending', nextPollAt: '2030-01-01T00:00:05.000Z' },
      { type: 'slowedDown', interval: 10_000, nextPollAt: '2030-01-01T00:00:05.000Z' },
      { type: 'signedIn', ...ada, expiresAt: '2030-01-01T00:20:00.000Z' },
    ])
    expect(fake.written.stderr).toBe('')
    expect(fake.opened).toEqual([])
    expect(fake.process.exitCode).toBeUndefined()
  })

  it('has a failure with its code', async () => {
    const fake = fakeTerminal({ json: true })
    await fake.terminal.run(async () => {
      fake.terminal.onEvent({ type: 'ended', code: 'expired' })
      throw new DeviceLoginError({ code: 'expired' })
    })
    fake.terminal.fail(new Error('disk is full'))
    expect(linesOf(fake)).toEqual([
      {
        type: 'failed',
        code: 'expired',
        message: 'The code has expired. Sign in again to get a new one: run "mycli login".',
      },
      { type: 'failed', code: 'fault', message: 'This failed unexpectedly: disk is full.' },
    ])
  })

  it('has no events outside of a run, where the command writes its own output', () => {
    const fake = fakeTerminal({ json: true })
    fake.terminal.onEvent({ type: 'refreshed', expiresAt: nextPollAt })
    expect(fake.written).toEqual({ stdout: '', stderr: '' })
  })

  it('has no control character, and a code that lives too long for a date', async () => {
    const fake = fakeTerminal({ json: true })
    await fake.terminal.prompts.show(promptWith({ userCode: 'A\u001b[31m\u202e', expiresAt: 1e300 }))
    expect(linesOf(fake)).toMatchObject([{ userCode: 'A[31m', expiresAt: '+275760-09-13T00:00:00.000Z' }])
  })

  it('takes the number from a line of the input, which is no terminal', async () => {
    const fake = fakeTerminal({ json: true, isTTY: false })
    const asked = fake.terminal.prompts.askNumber({ attempt: 1, signal: new AbortController().signal })
    fake.stdin.write('42\n')
    expect(await asked).toBe('42')
    expect(fake.written).toEqual({ stdout: '', stderr: '' })
  })
})
