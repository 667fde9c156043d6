import { describe, expect, it } from 'vitest'
import { ada, fakeTerminal, promptWith, settle } from '../../test-support/fake-terminal.js'
import { canOpenBrowser, isNotInstalled, mayBeOpened } from './browser.js'

const display = { DISPLAY: ':0' }

describe('the rules of the browser', () => {
  it.each([
    ['Linux with X11', 'linux', display, true, true],
    ['Linux with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, true, true],
    ['Linux without a display', 'linux', {}, true, false],
    ['Linux with an empty display', 'linux', { DISPLAY: '' }, true, false],
    ['Linux in Windows', 'linux', { WSL_DISTRO_NAME: 'Ubuntu' }, true, true],
    ['Linux in Windows, in a service', 'linux', { WSL_INTEROP: '/run/WSL/1_interop' }, true, true],
    ['macOS', 'darwin', {}, true, true],
    ['Windows', 'win32', {}, true, true],
    ['FreeBSD without a display', 'freebsd', {}, true, false],
    ['a connection by SSH', 'darwin', { SSH_CONNECTION: '10.0.0.1 22 10.0.0.2 22' }, true, false],
    ['a terminal of SSH', 'linux', { ...display, SSH_TTY: '/dev/pts/1' }, true, false],
    ['a client of SSH', 'win32', { SSH_CLIENT: '10.0.0.1' }, true, false],
    ['a CI', 'linux', { ...display, CI: 'true' }, true, false],
    ['BROWSER=none', 'darwin', { BROWSER: 'none' }, true, false],
    ['another BROWSER', 'linux', { ...display, BROWSER: '/usr/bin/firefox' }, true, true],
    ['no terminal', 'linux', display, false, false],
  ])('on %s', (_, platform, env, isTerminal, expected) => {
    expect(canOpenBrowser({ platform, env }, isTerminal)).toBe(expected)
  })

  it.each([
    ['https://login.example.com/device', true],
    ['http://127.0.0.1:3000/device', true],
    ['http://localhost/device', true],
    ['http://login.example.com/device', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['calc.exe', false],
  ])('say whether %s may be opened', (address, expected) => {
    expect(mayBeOpened(address)).toBe(expected)
  })

  it('know a package that is not installed', async () => {
    const name: string = '@devicegrant/not-installed'
    expect(isNotInstalled(await import(/* @vite-ignore */ name).catch((thrown) => thrown))).toBe(true)
    expect(isNotInstalled(new Error('broken'))).toBe(false)
  })
})

describe('the browser', () => {
  const completeUri = 'http://127.0.0.1:3000/device?user_code=WDJB-MJHT'
  const prompt = promptWith({ uri: 'http://127.0.0.1:3000/device', completeUri })
  const opened = 'The browser was opened. Check that its page shows this code.'
  const failed = 'The browser could not be opened. Open the address yourself.'
  const notInstalled = () =>
    Promise.reject(Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' }))

  /** What a terminal wrote about the browser until `act` has ended. */
  async function notesOf(
    options: Parameters<typeof fakeTerminal>[0],
    act: (fake: ReturnType<typeof fakeTerminal>) => Promise<unknown> = settle,
  ) {
    const fake = fakeTerminal(options)
    await fake.terminal.run(async () => {
      await fake.terminal.prompts.show(prompt)
      await settle()
      await act(fake)
    })
    const notes = fake.written.stderr.match(/The browser [^\n]*/g) ?? []
    return { notes, opened: fake.opened, sleepers: fake.sleepers.size }
  }

  it('opens with the code in the address, and the terminal says so', async () => {
    expect(await notesOf({})).toEqual({ notes: [opened], opened: [completeUri], sleepers: 0 })
  })

  it('opens without the code if the server has no such address', async () => {
    const { terminal, opened } = fakeTerminal()
    await terminal.signIn({
      login: async ({ show }) => {
        await show(promptWith())
        return ada
      },
    })
    expect(opened).toEqual(['https://login.example.com/device'])
  })

  it.each([
    ['the developer says no', { open: false }],
    ['a program reads', { json: true, open: true }],
    ['there is no display', { env: {} }],
    ['the output is no terminal', { isTTY: false }],
  ])('stays closed if %s', async (_, options) => {
    expect(await notesOf(options)).toEqual({ notes: [], opened: [], sleepers: 0 })
  })

  it('opens without a display if the developer says so', async () => {
    expect(await notesOf({ env: {}, open: true })).toMatchObject({ opened: [completeUri] })
  })

  it('may fail without an end of the sign-in', async () => {
    expect(await notesOf({ openAddress: () => Promise.reject(new Error('no browser')) })).toMatchObject({
      notes: [failed],
      sleepers: 0,
    })
  })

  it('is a missing package only if the developer wants it', async () => {
    expect(await notesOf({ openAddress: notInstalled })).toMatchObject({ notes: [] })
    expect(await notesOf({ openAddress: notInstalled, open: true })).toMatchObject({ notes: [failed] })
  })

  it('counts as open if its opener goes on, and may still fail', async () => {
    let fail = () => {}
    const openAddress = () =>
      new Promise<void>((_resolve, reject) => {
        fail = () => reject(new Error('crashed'))
      })
    expect(await notesOf({ openAddress }, ({ advance }) => advance(2_999))).toMatchObject({ notes: [], sleepers: 0 })
    expect(await notesOf({ openAddress }, ({ advance }) => advance(3_000))).toMatchObject({ notes: [opened] })
    const { notes } = await notesOf({ openAddress }, async ({ advance }) => {
      await advance(3_000)
      fail()
      await settle()
    })
    expect(notes).toEqual([opened, failed])
  })
})
