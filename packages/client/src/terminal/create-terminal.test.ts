import { describe, expect, it } from 'vitest'
import { fakeTerminal, promptWith, settle } from '../../test-support/fake-terminal.js'
import { DeviceLoginError, type LoginFailure } from '../failures/device-login-error.js'
import { exitCodeOf } from './exit-codes.js'

const drawn = { qr: false, open: false, color: false }

type Fake = ReturnType<typeof fakeTerminal>

/** A sign-in that only its signal ends, with this error. */
function waitForever({ terminal }: Fake, reason?: Error): Promise<unknown> {
  return terminal.run(async (signal) => {
    await terminal.prompts.show(promptWith())
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(reason ?? signal.reason))
    })
  })
}

const listeners = ({ process }: Fake) => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]

describe('a terminal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends the work after %s: one word, a clean line, no listener, no timer', async (signal, code) => {
    const fake = fakeTerminal(drawn)
    const ended = waitForever(fake)
    await settle()
    expect(listeners(fake)).toEqual([1, 1])
    fake.process.emit(signal)
    expect(listeners(fake)).toEqual([0, 0])
    expect(fake.written.stderr.endsWith('\r\u001b[2KCanceled.\n')).toBe(true)
    expect(await ended).toBeUndefined()
    expect(fake.written.stderr.endsWith('\r\u001b[2KCanceled.\n')).toBe(true)
    expect(fake.process.exitCode).toBe(code)
    expect(fake.sleepers.size).toBe(0)
  })

  it('says the failure of a work that was stopped and fails for another reason', async () => {
    const fake = fakeTerminal(drawn)
    const ended = waitForever(
      fake,
      new DeviceLoginError({ code: 'storage', place: 'the file', problem: 'it is full.' }),
    )
    await settle()
    fake.process.emit('SIGINT')
    await ended
    expect(fake.written.stderr.endsWith('Canceled.\nThe tokens cannot be kept in the file: it is full.\n')).toBe(true)
    expect(fake.process.exitCode).toBe(11)
  })

  it('writes a canceled sign-in as JSON', async () => {
    const fake = fakeTerminal({ json: true })
    const ended = waitForever(fake)
    await settle()
    fake.process.emit('SIGTERM')
    await ended
    expect(fake.written.stdout.split('\n')[1]).toBe(
      '{"type":"failed","code":"aborted","message":"The sign-in was canceled."}',
    )
    expect(fake.process.exitCode).toBe(143)
  })

  it('takes its listeners away after work that succeeds and work that fails', async () => {
    const fake = fakeTerminal(drawn)
    expect(await fake.terminal.run(async () => 'done')).toBe('done')
    expect(listeners(fake)).toEqual([0, 0])
    expect(fake.process.exitCode).toBeUndefined()
    await fake.terminal.run(() => Promise.reject(new Error('the disk is full')))
    expect(listeners(fake)).toEqual([0, 0])
    expect(fake.process.exitCode).toBe(1)
    expect(fake.written.stderr).toBe('This failed unexpectedly: the disk is full.\n')
  })

  it('gives the client the wishes of the developer', async () => {
    const fake = fakeTerminal(drawn)
    let heard: object = {}
    await fake.terminal.signIn(
      {
        login: async ({ deviceLabel, scope }) => {
          heard = { deviceLabel, scope }
          return { issuer: 'https://login.example.com', scope: 'read', isBound: false }
        },
      },
      { deviceLabel: 'laptop', scope: ['read'] },
    )
    expect(heard).toEqual({ deviceLabel: 'laptop', scope: ['read'] })
  })
})

describe('exit codes', () => {
  const failures: readonly (readonly [LoginFailure, number])[] = [
    [{ code: 'denied' }, 3],
    [{ code: 'expired' }, 4],
    [{ code: 'unreachable', host: 'login.example.com' }, 5],
    [{ code: 'answerLost' }, 6],
    [{ code: 'refused', error: 'invalid_scope' }, 7],
    [{ code: 'unsupported', missing: 'device_authorization_endpoint' }, 8],
    [{ code: 'notLoggedIn' }, 9],
    [{ code: 'sessionEnded' }, 10],
    [{ code: 'storage', place: 'the file', problem: 'it is full.' }, 11],
    [{ code: 'insecure', problem: 'The address must be https.' }, 12],
    [{ code: 'aborted' }, 130],
  ]

  it.each(failures)('have one for %o', (failure, code) => {
    const fake = fakeTerminal(drawn)
    fake.terminal.fail(new DeviceLoginError(failure))
    expect(fake.process.exitCode).toBe(code)
  })

  it('are 1 for every other error', () => {
    expect([new Error('x'), 'x', undefined].map(exitCodeOf)).toEqual([1, 1, 1])
  })
})
