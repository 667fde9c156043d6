import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { messageOf, temporaryDirectory } from '../../../test-support/token-places.js'
import { type LockTimes, lockTimes, withLock } from './lock.js'
import { createMark, touchMark } from './lock-mark.js'
import { machine } from './processes.js'

const forever = Number.POSITIVE_INFINITY
const never = 2_000_000_000

function lockIn(directory: string, times: Partial<LockTimes> = {}) {
  const path = join(directory, 'lock')
  const skipped = vi.fn()
  const all = { heartbeat: never, staleAfter: forever, giveUpAfter: never, ...times }
  return {
    path,
    skipped,
    run: <Result>(work: () => Promise<Result>, signal?: AbortSignal) =>
      withLock(path, work, { times: all, signal, skipped }),
  }
}

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('a lock', () => {
  it('has the times that its description promises', () => {
    expect(lockTimes).toEqual({ heartbeat: 2_000, staleAfter: 10_000, giveUpAfter: 30_000 })
  })

  it('is there while the work runs, and gone after it, also after a failure', async () => {
    const { path, run } = lockIn(temporaryDirectory())
    expect(await run(async () => existsSync(path))).toBe(true)
    expect(existsSync(path)).toBe(false)
    await expect(run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(existsSync(path)).toBe(false)
    expect(await run(async () => 'next')).toBe('next')
  })

  it('runs the works of one process in the order of the calls', async () => {
    const { run } = lockIn(temporaryDirectory())
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} starts`)
      await Promise.resolve()
      order.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => run(work(name))))
    expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  })

  it('shows that its owner works', async () => {
    const { path, run } = lockIn(temporaryDirectory(), { heartbeat: 1 })
    await run(async () => {
      utimesSync(path, 0, 0)
      await vi.waitFor(() => expect(statSync(path).mtimeMs).toBeGreaterThan(0))
    })
  })

  it('is neither touched nor removed by a former owner', async () => {
    const { path, run } = lockIn(temporaryDirectory())
    const content = JSON.stringify({ id: 'd'.repeat(24), pid: process.pid, machine: machine() })
    await run(async () => {
      writeFileSync(path, content)
      utimesSync(path, 0, 0)
      touchMark(path, 'e'.repeat(24))
    })
    expect(readFileSync(path, 'utf8')).toBe(content)
    expect(statSync(path).mtimeMs).toBe(0)
  })

  it('is taken over if its owner does not show for too long that it works', async () => {
    const { path, skipped, run } = lockIn(temporaryDirectory(), { staleAfter: 1 })
    createMark(path)
    expect(await run(async () => 'done')).toBe('done')
    expect(existsSync(path)).toBe(false)
    expect(skipped).not.toHaveBeenCalled()
  })

  it('is taken over at once if its owner is dead', async () => {
    const { path, skipped, run } = lockIn(temporaryDirectory())
    const { pid } = spawnSync('true')
    writeFileSync(path, JSON.stringify({ id: 'a'.repeat(24), pid, machine: machine() }))
    // These times have no end, so a test that waits for one of them fails.
    expect(await run(async () => 'done')).toBe('done')
    expect(skipped).not.toHaveBeenCalled()
  })

  it('is not waited for longer than agreed, which is reported, and stays with its owner', async () => {
    const { path, skipped, run } = lockIn(temporaryDirectory(), { giveUpAfter: 1 })
    createMark(path)
    const content = readFileSync(path, 'utf8')
    expect(await run(async () => 'done')).toBe('done')
    expect(skipped).toHaveBeenCalledOnce()
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('is not waited for longer than agreed if the owner is in the same process', async () => {
    const { skipped, run } = lockIn(temporaryDirectory(), { giveUpAfter: 1 })
    const { open, opened } = gate()
    const first = run(() => opened)
    expect(await run(async () => 'done')).toBe('done')
    expect(skipped).toHaveBeenCalledOnce()
    open()
    await first
  })

  it('is not waited for after an abort', async () => {
    const { path, run } = lockIn(temporaryDirectory())
    createMark(path)
    const work = vi.fn(async () => {})
    const aborting = new AbortController()
    const waiting = messageOf(run(work, aborting.signal))
    aborting.abort(new Error('enough'))
    expect(await waiting).toBe('enough')
    expect(await messageOf(run(work, aborting.signal))).toBe('enough')
    expect(work).not.toHaveBeenCalled()
  })

  it('keeps the order of the others after an abort of one', async () => {
    const { run } = lockIn(temporaryDirectory())
    const { open, opened } = gate()
    const order: string[] = []
    const first = run(async () => {
      await opened
      order.push('first')
    })
    const aborting = new AbortController()
    const second = messageOf(run(async () => void order.push('second'), aborting.signal))
    const third = run(async () => void order.push('third'))
    aborting.abort(new Error('enough'))
    expect(await second).toBe('enough')
    open()
    await Promise.all([first, third])
    expect(order).toEqual(['first', 'third'])
  })
})
