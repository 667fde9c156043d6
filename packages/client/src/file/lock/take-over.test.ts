import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../../test-support/token-places.js'
import { createMark, type Mark, readMark } from './lock-mark.js'
import { machine } from './processes.js'
import { createWatch, takeOver } from './take-over.js'

const patient = createWatch(Number.POSITIVE_INFINITY)

function newPath(): string {
  return join(temporaryDirectory(), 'lock')
}

function plant(path: string, owner: { readonly pid: number; readonly machine: string }, id = 'a'.repeat(24)): Mark {
  writeFileSync(path, JSON.stringify({ id, ...owner }))
  return markAt(path)
}

function markAt(path: string): Mark {
  const mark = readMark(path)
  if (mark === undefined) throw new Error('there is no mark')
  return mark
}

function deadProcess(): number {
  return spawnSync('true').pid
}

describe('a watch', () => {
  it.each([
    ['of a dead process of this machine', deadProcess, machine(), true],
    ['of a living process of this machine', () => process.pid, machine(), false],
    ['of another machine', deadProcess, 'ffffffffffff', false],
  ])('knows a mark %s', (_, pid, host, isAbandoned) => {
    const path = newPath()
    const mark = plant(path, { pid: pid(), machine: host })
    expect(patient.isAbandoned(path, mark)).toBe(isAbandoned)
    expect(patient.isAbandoned(path, mark)).toBe(isAbandoned)
  })

  it.each([
    ['with an owner', JSON.stringify({ id: 'b'.repeat(24), pid: process.pid, machine: machine() })],
    ['without an owner', ''],
    ['with an owner that is no process', JSON.stringify({ id: 'b'.repeat(24), pid: 0, machine: machine() })],
  ])('gives up a mark %s when it sees it again and it has not changed for too long', (_, content) => {
    const path = newPath()
    writeFileSync(path, content)
    const watch = createWatch(0)
    const mark = markAt(path)
    expect(watch.isAbandoned(path, mark)).toBe(false)
    expect(watch.isAbandoned(path, { ...mark, changedAt: mark.changedAt + 1 })).toBe(false)
    expect(watch.isAbandoned(path, { ...mark, changedAt: mark.changedAt + 1 })).toBe(true)
  })
})

describe('a process that takes over', () => {
  it('removes the abandoned mark and leaves nothing else', () => {
    const path = newPath()
    expect(takeOver(path, plant(path, { pid: deadProcess(), machine: machine() }), patient)).toBe(true)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it('leaves the mark of an owner that came after the abandoned one', () => {
    const path = newPath()
    const abandoned = plant(path, { pid: deadProcess(), machine: machine() })
    expect(takeOver(path, abandoned, patient)).toBe(true)
    const next = createMark(path)
    expect(takeOver(path, abandoned, patient)).toBe(false)
    expect(markAt(path).id).toBe(next)
  })

  it('leaves the mark to another process that has the right to it', () => {
    const path = newPath()
    const abandoned = plant(path, { pid: deadProcess(), machine: machine() })
    createMark(`${path}.over-${abandoned.id}`)
    expect(takeOver(path, abandoned, patient)).toBe(false)
    expect(existsSync(path)).toBe(true)
  })

  it('takes over the right of a process that died with it', () => {
    const path = newPath()
    const abandoned = plant(path, { pid: deadProcess(), machine: machine() })
    plant(`${path}.over-${abandoned.id}`, { pid: deadProcess(), machine: machine() }, 'c'.repeat(24))
    expect(takeOver(path, abandoned, patient)).toBe(false)
    expect(takeOver(path, abandoned, patient)).toBe(true)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })
})
