import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../test-support/token-places.js'
import { machine } from './lock/processes.js'
import { removeLeftBehind, writePrivateFile } from './write-private-file.js'

describe('what killed processes have left', () => {
  const dead = () => spawnSync('true').pid

  it.each([
    ['a temporary file of a dead process', () => `.tmp-${dead()}-${machine()}-00`, 'new', 'removed'],
    ['a temporary file of a living process', () => `.tmp-${process.pid}-${machine()}-00`, 'new', 'kept'],
    ['a new temporary file of another machine', () => `.tmp-${dead()}-ffffffffffff-00`, 'new', 'kept'],
    ['an old temporary file of another machine', () => `.tmp-${dead()}-ffffffffffff-00`, 'old', 'removed'],
    ['a new right to a lock', () => '.lock.over-aa', 'new', 'kept'],
    ['an old right to a lock', () => '.lock.over-aa', 'old', 'removed'],
    ['an old right to the lock of a change', () => '.change.lock.over-aa', 'old', 'removed'],
    ['an old lock', () => '.lock', 'old', 'kept'],
    ['an old file that is not ours', () => '.tmp-notes', 'old', 'kept'],
  ])('%s (%#)', async (_, endingOf, age, outcome) => {
    const path = join(temporaryDirectory(), 'tokens.json')
    const left = `${path}${endingOf()}`
    writeFileSync(left, '')
    if (age === 'old') utimesSync(left, 1, 1)
    await removeLeftBehind(path)
    expect(existsSync(left) ? 'kept' : 'removed').toBe(outcome)
  })
})

it('a file is replaced, and nothing is left beside it', async () => {
  const directory = temporaryDirectory()
  const path = join(directory, 'tokens.json')
  await writePrivateFile(path, 'old')
  await writePrivateFile(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(directory)).toEqual(['tokens.json'])
})
