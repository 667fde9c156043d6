import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { describeTestFile, findTestFiles, isIn } from './support/test-files.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = findTestFiles()
const pathsOf = (some: typeof files) => some.map(({ path }) => path)

/** Every file below a folder that is named like a test, built and installed ones aside. */
function testsBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : testsBelow(path)
    return /\.test\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : []
  })
}

describe('the parts of the tests', () => {
  it('have every test file between them, or another configuration of vitest has it', () => {
    const folders = ['packages', 'examples', 'test', 'scripts', 'bench'].filter((name) => existsSync(join(root, name)))
    const ofOthers = /^test\/(browser|packaging|faults)\//
    const expected = folders.flatMap(testsBelow).filter((path) => !ofOthers.test(path))
    expect(pathsOf(files)).toEqual(expected.toSorted())
    expect(files.length).toBeGreaterThan(200)
  })

  it('leave no file out, and run none twice without a reason', () => {
    const proof = files.filter((file) => isIn('proof', file))
    const rest = files.filter((file) => isIn('rest', file))
    expect(files.filter((file) => isIn('all', file))).toEqual(files)
    expect([...new Set([...pathsOf(proof), ...pathsOf(rest)])].toSorted()).toEqual(pathsOf(files))
    for (const { path, thorough, repeated } of proof.filter((file) => rest.includes(file))) {
      expect({ path, reason: thorough === 'a part' || repeated }).toEqual({ path, reason: true })
    }
  })

  it('know every tag that a test file has', () => {
    const tagged = files.filter(({ path }) => /@module-tag \w|\btags\s*:/.test(readFileSync(join(root, path), 'utf8')))
    const known = files.filter(({ thorough, repeated }) => thorough !== 'nothing' || repeated)
    expect(pathsOf(tagged.filter((file) => !known.includes(file)))).toEqual([])
  })
})

describe('a test file', () => {
  const plain = { path: 'a.test.ts', thorough: 'nothing', repeated: false, alone: false }
  // Put together here, so that this file has no tags of its own.
  const module = (tag: string) => `// @module-tag ${tag}\nimport { it } from 'vitest'\n`
  const test = (...names: readonly string[]) => `it('x', { ${'tags'}: [${names.map((name) => `'${name}'`)}] }, f)`
  const mock = `vi.${'mock'}('node:timers')`

  it.each([
    ['without a tag', "it('holds', () => {})", plain],
    ['with a tag for all of it', module('thorough'), { ...plain, thorough: 'all of it' }],
    ['with a tag on some tests', test('thorough'), { ...plain, thorough: 'a part' }],
    ['with two tags', test('repeated', 'thorough'), { ...plain, thorough: 'a part', repeated: true }],
    ['with repetitions', module('repeated'), { ...plain, repeated: true }],
    ['with a mock of a module', mock, { ...plain, alone: true }],
  ])('%s', (_, text, expected) => {
    expect(describeTestFile('a.test.ts', text)).toEqual(expected)
  })
})
