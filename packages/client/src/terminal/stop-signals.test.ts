import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// A child that ignores its signals must not outlive the test.
const mercy = { timeout: 240_000, killSignal: 'SIGKILL' } as const
const program = fileURLToPath(new URL('../../test-support/waiting-program.mjs', import.meta.url))

/** Runs the program, sends a signal each time that it has written one of `after`, and returns how it ended. */
function runAndSend(signal: NodeJS.Signals, kind: 'obedient' | 'deaf', after: readonly string[]) {
  const child = spawn(process.execPath, [program, kind], { stdio: ['ignore', 'pipe', 'pipe'], ...mercy })
  const written = { stdout: '', stderr: '' }
  const awaited = [...after]
  child.stdout.on('data', (chunk) => {
    written.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    written.stderr += chunk
    if (awaited[0] === undefined || !written.stderr.includes(awaited[0])) return
    awaited.shift()
    child.kill(signal)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, endedBy) =>
      resolve({ code, endedBy, stdout: written.stdout, lastLine: written.stderr.trim().split('\n').at(-1) }),
    )
  })
}

describe('a command that waits', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends cleanly after %s', async (signal, code) => {
    expect(await runAndSend(signal, 'obedient', ['Waiting for you'])).toEqual({
      code,
      endedBy: null,
      stdout: 'listeners left: 0\n',
      lastLine: 'Canceled.',
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at once after a second %s', async (signal) => {
    expect(await runAndSend(signal, 'deaf', ['Waiting for you', 'Canceled.'])).toEqual({
      code: null,
      endedBy: signal,
      stdout: '',
      lastLine: 'Canceled.',
    })
  })
})
