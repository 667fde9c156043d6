import { randomInt } from 'node:crypto'
import { chmodSync, chownSync, readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createRunner, type RunningProgram } from '../../test-support/child-programs.js'
import { openPlace, temporaryDirectory, tokensOf } from '../../test-support/token-places.js'
import { fileTokens } from './file-tokens.js'

const processes = 8
const rounds = 12
const killed = 4
/** The id of a user without any rights. */
const other = 65_534

function openIn(directory: string) {
  return openPlace(fileTokens({ app: 'mycli', directory }))
}

function numbersOf(lines: readonly string[]): readonly number[] {
  return lines.filter((line) => line.startsWith('wrote ')).map((line) => Number(line.slice('wrote '.length)))
}

async function killSoon({ process: child, printed }: RunningProgram): Promise<void> {
  await printed('ready')
  await setTimeout(randomInt(200))
  child.kill('SIGKILL')
}

describe('several processes', () => {
  it('lose no change of each other, also if some are killed at any moment', async () => {
    const directory = temporaryDirectory()
    const run = createRunner()
    const programs = Array.from({ length: processes }, () => run('count.mjs', [directory, String(rounds)]))
    await Promise.all(programs.slice(0, killed).map(killSoon))
    const endings = await Promise.all(programs.map(({ ended }) => ended))

    const written = endings.flatMap(({ lines }) => numbersOf(lines))
    // Two processes that wrote the same number did not see each other.
    expect(new Set(written).size).toBe(written.length)
    const kept = Number((await openIn(directory).store.read())?.accessToken)
    expect(kept).toBeGreaterThanOrEqual(Math.max(...written))
    // A process can be killed after it has written and before it says so.
    expect(kept - written.length).toBeLessThanOrEqual(killed)
    const survivors = endings.slice(killed)
    expect(survivors.map(({ code, lines }) => [code, lines.length])).toEqual(survivors.map(() => [0, rounds + 1]))
    // The next write removes what the killed processes have left.
    const { store, events } = openIn(directory)
    await store.exclusive(() => store.write(tokensOf('after')))
    expect(events).toEqual([])
    expect(readdirSync(directory)).toHaveLength(1)
  })

  it('do not wait for the lock of a process that was killed', async () => {
    const directory = temporaryDirectory()
    const { process: child, printed, ended } = createRunner()('hold.mjs', [directory])
    await printed('holds')
    const { store, events } = openIn(directory)
    const waiting = store.exclusive(async () => 'done')
    child.kill('SIGKILL')
    await ended
    expect(await waiting).toBe('done')
    expect(events).toEqual([])
    expect(readdirSync(directory)).toEqual([])
  })

  it('end although they hold the lock, if they have nothing else to do', async () => {
    const directory = temporaryDirectory()
    const { code, signal } = await createRunner()('idle.mjs', [directory]).ended
    // This is how Node says that a promise is still open.
    expect({ code, signal }).toEqual({ code: 13, signal: null })
    expect(await openIn(directory).store.exclusive(async () => 'done')).toBe('done')
  })
})

describe('a process', () => {
  it('that is killed before the rename leaves the old tokens, and a file that the next write removes', async () => {
    const directory = temporaryDirectory()
    const { store, events } = openIn(directory)
    await store.write(tokensOf('old'))
    const { signal } = await createRunner()('killed-before-rename.mjs', [directory]).ended
    expect(signal).toBe('SIGKILL')
    expect(readdirSync(directory).filter((name) => name.includes('.tmp-'))).toHaveLength(1)
    expect(await store.read()).toEqual(tokensOf('old'))
    await store.exclusive(() => store.write(tokensOf('new')))
    expect(await store.read()).toEqual(tokensOf('new'))
    expect(readdirSync(directory)).toHaveLength(1)
    expect(events).toEqual([])
  })

  it('that may write no more finds it by a probe, and the old tokens stay', async () => {
    const directory = temporaryDirectory()
    const { store } = openIn(directory)
    await store.write(tokensOf('old'))
    const { lines } = await createRunner()('probe-and-write.mjs', [directory], { largestFile: 0 }).ended
    expect(lines).toEqual([
      expect.stringMatching(/^storage: .*this user may not write a file of this size/),
      expect.stringMatching(/^storage: .*this user may not write a file of this size/),
    ])
    expect(await store.read()).toEqual(tokensOf('old'))
    expect(readdirSync(directory)).toHaveLength(1)
  })

  it('that may not write the directory finds it by a probe', async () => {
    const directory = temporaryDirectory()
    // Root may write everything, so another user does it.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) chownSync(directory, other, other)
    chmodSync(directory, 0o500)
    const run = createRunner()
    const { lines } = await run('probe-and-write.mjs', [directory], isRoot ? { uid: other } : {}).ended
    expect(lines).toEqual([
      expect.stringMatching(/^storage: .*this user has no permission/),
      expect.stringMatching(/^storage: .*this user has no permission/),
    ])
  })
})
