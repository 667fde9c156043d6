import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { arrowsUp, circlesIn, crowdedFolders, importsOf, longFiles } from './structure.js'
import { filesBelow } from './support/walk.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = new Map(
  filesBelow(join(root, 'packages'))
    .map((file) => `packages/${file}`)
    .filter((file) => /^packages\/[\w-]+\/src\/.+\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
)
const files = [...sources.keys()]
const graph = new Map([...sources].map(([file, source]) => [file, importsOf(file, source)]))

describe('the sources of the packages', () => {
  it('are all read', () => {
    expect(files.length).toBeGreaterThan(150)
    expect([...graph.values()].flat().filter((file) => !sources.has(file))).toEqual([])
  })

  it('have at most 15 files in a folder, beside their tests', () => {
    expect(crowdedFolders(files, 15)).toEqual([])
  })

  it('have at most 200 lines in a file', () => {
    expect(longFiles(sources, 200)).toEqual([])
  })

  it('import each other in no circle, not even for types', () => {
    expect(circlesIn(graph)).toEqual([])
  })

  it('have no arrow up between the wings of service/', () => {
    expect(arrowsUp(graph)).toEqual([])
  })
})

describe('the check of the sources', () => {
  const service = (path: string) => `packages/core/src/service/${path}`

  it.each([
    ['an import', "import { x } from './b.js'", 'p/b.ts'],
    ['an import of a type', "import type { X } from '../b.js'", 'b.ts'],
    ['an export', "export { x } from './b.js'", 'p/b.ts'],
    ['an export of everything', "export * from './c/b.js'", 'p/c/b.ts'],
    ['a late import', "const b = await import('./b.js')", 'p/b.ts'],
    ['an inline type', "type B = import('./b.js').B", 'p/b.ts'],
  ])('reads %s', (_, source, expected) => {
    expect(importsOf('p/a.ts', `${source}\nimport 'zod'`)).toEqual([expected])
  })

  it('finds a circle, and names its files', () => {
    const circle = new Map([
      ['a.ts', ['b.ts', 'd.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['b.ts']],
      ['d.ts', []],
    ])
    expect(circlesIn(circle)).toEqual(['b.ts ─▶ c.ts ─▶ b.ts'])
    expect(circlesIn(new Map([['a.ts', ['a.ts']]]))).toEqual(['a.ts ─▶ a.ts'])
    expect(
      circlesIn(
        new Map([
          ['a.ts', ['b.ts', 'c.ts']],
          ['b.ts', ['c.ts']],
        ]),
      ),
    ).toEqual([])
  })

  it.each([
    ['client/a.ts', 'tokens/b.ts', 'client ─▶ tokens'],
    ['device/a.ts', 'create-service.ts', 'device ─▶ service'],
    ['tokens/a.ts', 'unheard-of/b.ts', 'tokens ─▶ unheard-of'],
  ])('finds that %s imports %s', (from, to, arrow) => {
    expect(arrowsUp(new Map([[service(from), [service(to)]]]))).toEqual([expect.stringContaining(arrow)])
  })

  it.each([
    ['tokens/a.ts', 'client/b.ts'],
    ['call/a.ts', 'records/b.ts'],
    ['device/a.ts', 'device/b.ts'],
    ['create-service.ts', 'password/b.ts'],
  ])('allows that %s imports %s', (from, to) => {
    expect(arrowsUp(new Map([[service(from), [service(to), 'packages/core/src/machine/time.ts']]]))).toEqual([])
  })

  it('counts the files of a folder without those below it', () => {
    expect(crowdedFolders(['a/1.ts', 'a/2.ts', 'a/b/1.ts'], 1)).toEqual(['a has 2 files'])
  })

  it('counts lines', () => {
    const texts = new Map([
      ['a.ts', 'one\ntwo\n'],
      ['b.ts', 'one\ntwo\nthree'],
    ])
    expect(longFiles(texts, 2)).toEqual(['b.ts has 3 lines'])
  })
})
