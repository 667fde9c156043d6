import { describe, expect, it } from 'vitest'
import { ada, type FakeTerminalOptions, fakeTerminal, promptWith, settle } from '../../test-support/fake-terminal.js'
import type { LoginOptions } from '../device-client.js'
import { DeviceLoginError } from '../failures/device-login-error.js'
import type { ClientEvent } from '../login/events.js'

const completeUri = 'https://login.example.com/device?user_code=WDJB-MJHT'
const erase = '\r\u001b[2K'
const nextPollAt = Date.parse('2030-01-01T00:00:05Z')
const plain: FakeTerminalOptions = { isTTY: false }
/** A terminal that draws its last line, without the other things that a terminal has. */
const drawn: FakeTerminalOptions = { qr: false, open: false, color: false }

type Fake = ReturnType<typeof fakeTerminal>

/** Signs Ada in; `wait` is what happens until she approves. */
function signIn(fake: Fake, prompt = promptWith(), wait: (login: LoginOptions) => Promise<void> = settle) {
  return fake.terminal.signIn({
    login: async (options) => {
      await options.show(prompt)
      await settle()
      await wait(options)
      return ada
    },
  })
}

const promptText = `Open  https://login.example.com/device
and enter this code:

  WDJB-MJHT

`

describe('the texts of a sign-in that no terminal shows', () => {
  it('are plain lines on the stream of errors', async () => {
    const fake = fakeTerminal(plain)
    expect(await signIn(fake, promptWith({ completeUri }))).toEqual(ada)
    expect(fake.written).toEqual({
      stdout: '',
      stderr: `${promptText}Or open  ${completeUri}
Waiting for you to approve. The code expires in 10 minutes.
Signed in as Ada
`,
    })
    expect(fake.process.exitCode).toBeUndefined()
  })

  it('have one line for what happens, and none for a poll', async () => {
    const fake = fakeTerminal(plain)
    const events: readonly ClientEvent[] = [
      { type: 'started', expiresAt: nextPollAt },
      { type: 'pending', nextPollAt },
      { type: 'slowedDown', interval: 10_000, nextPollAt },
      { type: 'retrying', reason: 'timedOut', nextPollAt },
      { type: 'retrying', reason: 'unreachable', nextPollAt },
      { type: 'pending', nextPollAt },
      { type: 'retrying', reason: 'answerLost', nextPollAt },
      { type: 'resumed', slept: 7_200_000 },
      { type: 'notRevoked' },
      { type: 'notKept', place: 'the file \u001b[31mtokens' },
      { type: 'tightened', place: 'the file tokens' },
      { type: 'placeChosen', place: 'the keyring' },
      { type: 'approved', name: 'Ada' },
    ]
    await signIn(fake, promptWith(), async () => events.forEach(fake.terminal.onEvent))
    expect(fake.written.stderr).toBe(`${promptText}Waiting for you to approve. The code expires in 10 minutes.
The server wants fewer requests: this program now asks every 10 seconds.
No answer that can be read. Trying again.
No answer that can be read. Trying again.
This device was asleep for 2 hours. Asking the server again.
The sign-in before this one could not be ended at the server. You can unlink it there.
The new tokens could not be kept in the file [31mtokens. Later you may have to sign in again.
Other users of this computer could read the file tokens. Now they cannot.
The tokens are kept in the keyring.
Signed in as Ada
`)
  })

  it.each([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['a CI', { CI: 'true' }],
  ])('are the same with %s', async (_, env) => {
    const fake = fakeTerminal({ env, color: false, qr: false })
    await signIn(fake)
    expect(fake.written.stderr).toContain(
      '\nWaiting for you to approve. The code expires in 10 minutes.\nSigned in as Ada\n',
    )
  })
})

describe('the texts of a sign-in in a terminal', () => {
  it('end with a line that is drawn in its place, and then cleared', async () => {
    const fake = fakeTerminal(drawn)
    await signIn(fake, promptWith(), async () => {
      await fake.advance(100)
      await fake.advance(59_000)
    })
    expect(fake.written).toEqual({
      stdout: '',
      stderr:
        `${promptText}${erase}⠋ Waiting for you to approve. 10:00 left` +
        `${erase}⠙ Waiting for you to approve. 10:00 left${erase}⠹ Waiting for you to approve. 9:01 left` +
        `${erase}Signed in as Ada\n`,
    })
    expect(fake.sleepers.size).toBe(0)
  })

  it('say in this line that there is no answer', async () => {
    const fake = fakeTerminal(drawn)
    await signIn(fake, promptWith(), async () => {
      fake.terminal.onEvent({ type: 'retrying', reason: 'timedOut', nextPollAt })
      await fake.advance(100)
      fake.terminal.onEvent({ type: 'pending', nextPollAt })
      await fake.advance(100)
    })
    expect(fake.written.stderr).toContain(
      `${erase}⠙ No answer that can be read. Trying again. 10:00 left${erase}⠹ Waiting for you to approve. 10:00 left`,
    )
  })

  it('put other lines above this line', async () => {
    const fake = fakeTerminal(drawn)
    await signIn(fake, promptWith(), async () => fake.terminal.onEvent({ type: 'resumed', slept: 60_000 }))
    expect(fake.written.stderr).toContain(
      `${erase}This device was asleep for 1 minute. Asking the server again.\n${erase}⠋ Waiting for you to approve.`,
    )
  })

  it('cut this line to the width of the terminal', async () => {
    const fake = fakeTerminal({ ...drawn, columns: 20 })
    await signIn(fake)
    expect(fake.written.stderr).toContain(`${erase}⠋ Waiting for you t${erase}Signed in`)
  })

  it('draw no line outside of a run, because nothing would end it', async () => {
    const fake = fakeTerminal(drawn)
    await fake.terminal.prompts.show(promptWith())
    expect(fake.written.stderr).toContain('\nWaiting for you to approve. The code expires in 10 minutes.\n')
    expect(fake.sleepers.size).toBe(0)
  })

  it('have colors', async () => {
    const fake = fakeTerminal({ open: false })
    await signIn(fake)
    expect(fake.written.stderr).toContain('Open  \u001b[1mhttps://login.example.com/device\u001b[22m\n')
    expect(fake.written.stderr).toContain('\n  \u001b[1mWDJB-MJHT\u001b[22m\n')
    expect(fake.written.stderr).toContain('\u001b[32mSigned in as\u001b[39m \u001b[1mAda\u001b[22m\n')
  })

  it('show another host clearly', async () => {
    const fake = fakeTerminal({ open: false })
    await signIn(fake, promptWith({ otherHost: 'login.elsewhere.example' }))
    expect(fake.written.stderr).toContain(
      'The page is at \u001b[1mlogin.elsewhere.example\u001b[22m, which is not the host of the server. Go on only if you know it.\n',
    )
  })

  it.each([
    [{ subject: 'user-1', name: 'A\u001b[2Jda\u202e' }, 'Signed in as A[2Jda\n'],
    [{ subject: 'user-1' }, 'Signed in as user-1\n'],
    [{}, 'Signed in.\n'],
  ])('name the account %o', (who, expected) => {
    const fake = fakeTerminal(drawn)
    fake.terminal.signedIn({ issuer: ada.issuer, scope: 'read', isBound: false, ...who })
    expect(fake.written.stderr).toBe(expected)
  })
})

describe('a QR code', () => {
  async function hasQrCode(options: FakeTerminalOptions, prompt = promptWith({ completeUri })): Promise<boolean> {
    const fake = fakeTerminal({ open: false, color: false, ...options })
    await signIn(fake, prompt)
    const { stderr } = fake.written
    expect(stderr.includes('Or scan the QR code, or open  ')).toBe(/^█{20,}\n/.test(stderr))
    return stderr.includes('█')
  }

  it.each([
    ['a terminal', {}, true],
    ['a terminal without colors', { env: { NO_COLOR: '1' } }, true],
    ['no terminal', { isTTY: false }, false],
    ['no terminal, but the developer says so', { isTTY: false, qr: true }, true],
    ['a terminal, but the developer says no', { qr: false }, false],
    ['a terminal as wide as the picture', { columns: 33 }, true],
    ['a narrow terminal', { columns: 32 }, false],
  ])('is drawn or not in %s', async (_, options, expected) => {
    expect(await hasQrCode(options)).toBe(expected)
  })

  it.each(['http://127.0.0.1:3000/device', 'http://localhost/device', 'https://[::1]/device'])(
    'is not drawn of %s, which a phone cannot open',
    async (uri) => {
      expect(await hasQrCode({ qr: true }, promptWith({ uri, completeUri: `${uri}?user_code=WDJB-MJHT` }))).toBe(false)
    },
  )

  it('is white on black in any theme', async () => {
    const fake = fakeTerminal({ open: false })
    await signIn(fake, promptWith({ completeUri }))
    const lines = fake.written.stderr.split('\n').slice(0, 18)
    expect(lines.at(-1)).toBe('')
    for (const line of lines.slice(0, -1)) {
      expect(line.startsWith('\u001b[97;40m')).toBe(true)
      expect(line.endsWith('\u001b[0m')).toBe(true)
      expect(line.match(/[ █▀▄]/g)).toHaveLength(33)
    }
  })
})

describe('what the server has sent', () => {
  it('loses its control characters once more', async () => {
    const fake = fakeTerminal(plain)
    await signIn(
      fake,
      promptWith({ userCode: 'WDJB\u001b]0;title\u0007-MJHT\r\n', otherHost: 'a\u009b31m.example', completeUri }),
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(fake.written.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(fake.written.stderr).toContain('\n  WDJB]0;title-MJHT\n')
  })

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://login.example.com/device',
    'https://user:word@a.example/',
  ])('is not shown if it is the address %s', async (address) => {
    for (const changed of [{ uri: address }, { completeUri: address }]) {
      const fake = fakeTerminal()
      expect(await signIn(fake, promptWith(changed))).toBeUndefined()
      expect(fake.written.stderr).toMatch(/must be an https address/)
      expect(fake.written.stderr).not.toContain('enter this code')
      expect(fake.opened).toEqual([])
      expect(fake.process.exitCode).toBe(12)
    }
  })
})

describe('the question for the number', () => {
  const ask = (fake: Fake, attempt = 1, signal = new AbortController().signal) =>
    fake.terminal.prompts.askNumber({ attempt, signal })

  it('replaces the drawn line, and is repeated below other lines', async () => {
    const fake = fakeTerminal(drawn)
    await signIn(fake, promptWith({ isNumberWanted: true }), async () => {
      const first = ask(fake)
      fake.terminal.onEvent({ type: 'resumed', slept: 1_000 })
      fake.stdin.write(' 42 \n')
      expect(await first).toBe('42')
      const second = ask(fake, 2)
      fake.stdin.write('43\n')
      expect(await second).toBe('43')
    })
    const question = 'Type the number that the page shows: '
    expect(fake.written.stderr).toBe(
      `${promptText}After you approve, type the number that the page shows here.\n` +
        `${erase}⠋ Waiting for you to approve. 10:00 left${erase}${question}` +
        `\nThis device was asleep for 1 second. Asking the server again.\n${question}` +
        `${erase}⠋ Checking the number. 10:00 left${erase}This number is wrong. ${question}` +
        `${erase}⠋ Checking the number. 10:00 left${erase}Signed in as Ada\n`,
    )
    expect(fake.stdin.listenerCount('data')).toBe(0)
  })

  it('ends its line when the answer is of no use any more', async () => {
    const fake = fakeTerminal({ ...drawn })
    const closing = new AbortController()
    await fake.terminal.run(async () => {
      const asked = ask(fake, 1, closing.signal)
      closing.abort(new DeviceLoginError({ code: 'expired' }))
      await asked
    })
    expect(fake.written.stderr).toBe(
      'Type the number that the page shows: \nThe code has expired. Sign in again to get a new one: run "mycli login".\n',
    )
    expect(fake.process.exitCode).toBe(4)
  })

  it.each([
    ['before the person has approved, if the server says it early', promptWith({ isNumberWanted: true })],
    ['when the server wants it', promptWith()],
  ])('fails without a terminal: %s', async (_, prompt) => {
    const fake = fakeTerminal(plain)
    await signIn(fake, prompt, async ({ askNumber, signal = new AbortController().signal }) => {
      await askNumber?.({ attempt: 1, signal })
    })
    expect(fake.written.stderr.trim().split('\n').at(-1)).toBe(
      'The server refused: it wants the number that its page shows, and this program cannot ask for it: its input is no terminal.',
    )
    expect(fake.process.exitCode).toBe(7)
  })

  it('fails if the input ends', async () => {
    const fake = fakeTerminal(drawn)
    fake.stdin.end()
    await expect(ask(fake)).rejects.toThrow('its input has ended')
  })
})
