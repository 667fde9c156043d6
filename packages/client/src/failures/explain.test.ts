import { describe, expect, it } from 'vitest'
import { DeviceLoginError, type LoginFailure } from './device-login-error.js'
import { explain } from './explain.js'

const command = 'mycli login'

describe('the explanation of a failure', () => {
  const failures: readonly (readonly [LoginFailure, string])[] = [
    [{ code: 'denied' }, 'The request was denied, and nothing was linked.'],
    [{ code: 'expired' }, 'The code has expired. Sign in again to get a new one: run "mycli login".'],
    [{ code: 'aborted' }, 'The sign-in was canceled.'],
    [
      { code: 'unreachable', host: 'login.example.com' },
      'login.example.com does not answer. Check the connection and try again.',
    ],
    [
      { code: 'answerLost' },
      'The response of the server was lost after the request was decided. Sign in again: run "mycli login".',
    ],
    [{ code: 'refused', error: 'invalid_scope' }, 'The server refused: invalid_scope'],
    [{ code: 'notLoggedIn' }, 'You are not signed in. Sign in first: run "mycli login".'],
    [{ code: 'sessionEnded' }, 'The server has ended this sign-in. Sign in again: run "mycli login".'],
    [{ code: 'insecure', problem: 'The address must be https.' }, 'The address must be https.'],
  ]

  it.each(failures)('says what to do after %o', (failure, expected) => {
    expect(explain(new DeviceLoginError(failure), { command })).toBe(expected)
  })

  it('is the message without a command', () => {
    const failure = new DeviceLoginError({ code: 'notLoggedIn' })
    expect(explain(failure)).toBe(failure.message)
  })

  it('has no control character', () => {
    const failure = new DeviceLoginError({ code: 'refused', error: 'x', description: 'no\u001b[31m\u202e' })
    expect(explain(failure)).toBe('The server refused: no[31m')
  })
})

describe('the explanation of another error', () => {
  it.each([
    ['an error', new TypeError('x is not a function'), 'This failed unexpectedly: x is not a function.'],
    ['an error with a full stop', new Error('The disk is full.'), 'This failed unexpectedly: The disk is full.'],
    ['an error without a message', new RangeError(), 'This failed unexpectedly: RangeError.'],
    ['an error of several lines', new Error('first\n    at file.js:1\u001b[2J'), 'This failed unexpectedly: first.'],
    [
      'an error with a cause',
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') }),
      'This failed unexpectedly: fetch failed (connect ECONNREFUSED 127.0.0.1:1).',
    ],
    ['a text', 'no space', 'This failed unexpectedly: no space.'],
    ['nothing', undefined, 'This failed unexpectedly: the program threw a value that is no error.'],
    ['an object', Object.create(null), 'This failed unexpectedly: the program threw a value that is no error.'],
    ['an abort', new DOMException('This operation was aborted', 'AbortError'), 'The work was canceled.'],
  ])('is one plain line for %s', (_, thrown, expected) => {
    expect(explain(thrown, { command })).toBe(expected)
  })
})
