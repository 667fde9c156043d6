import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { LoginPrompt } from '../src/login/prompt.js'
import { createTerminal, type Surroundings, type TerminalOptions } from '../src/terminal.js'
import type { Time } from '../src/time/time.js'

/** A terminal of 100 columns on a computer with a display, and what was written. */
export interface FakeTerminalOptions extends Omit<TerminalOptions, 'surroundings'> {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly env?: Surroundings['env']
  readonly openAddress?: Surroundings['openAddress']
}

/** A `Time` that stands still until a test moves it. */
export function createStandingTime(start = Date.parse('2030-01-01T00:00:00Z')) {
  let now = start
  const sleepers = new Set<{ readonly end: number; readonly wake: () => void }>()
  const time: Time = {
    now: () => now,
    monotonic: () => now,
    sleep: (duration, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { end: now + duration, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
  }
  return {
    time,
    sleepers,
    /** Moves the time, and lets what waited for it run. */
    async advance(duration: number): Promise<void> {
      now += duration
      for (const sleeper of [...sleepers].filter(({ end }) => end <= now)) {
        sleepers.delete(sleeper)
        sleeper.wake()
      }
      await settle()
    },
  }
}

/** Lets everything run that waits for nothing else. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A terminal whose streams, clocks and signals belong to the test. */
export function fakeTerminal(options: FakeTerminalOptions = {}) {
  const { isTTY = true, columns = 100, env = { DISPLAY: ':0' }, openAddress, ...rest } = options
  const written = { stdout: '', stderr: '' }
  const opened: string[] = []
  const standing = createStandingTime()
  const process = Object.assign(new EventEmitter(), { exitCode: undefined })
  const stdin = Object.assign(new PassThrough(), { isTTY })
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    columns,
    write(text: string) {
      written[name] += text
    },
  })
  const surroundings: Surroundings = {
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    platform: 'linux',
    process,
    time: standing.time,
    openAddress:
      openAddress ??
      (async (address) => {
        opened.push(address)
      }),
  }
  const terminal = createTerminal({ command: 'mycli login', ...rest, surroundings })
  return { terminal, written, opened, process, stdin, ...standing }
}

/** A prompt as the client makes it. */
export function promptWith(changed: Partial<LoginPrompt> = {}): LoginPrompt {
  return {
    userCode: 'WDJB-MJHT',
    uri: 'https://login.example.com/device',
    expiresAt: Date.parse('2030-01-01T00:10:00Z'),
    isNumberWanted: false,
    message: 'Open https://login.example.com/device and enter the code WDJB-MJHT',
    ...changed,
  }
}

/** Who signs in at the end of these tests. */
export const ada = {
  issuer: 'https://login.example.com',
  subject: 'user-1',
  name: 'Ada',
  scope: 'read',
  expiresAt: Date.parse('2030-01-01T00:20:00Z'),
  isBound: true,
}
