import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { blocksOf, compile } from './documents.js'
import { filesBelow } from './support/walk.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'packages', 'examples'].flatMap((directory) =>
    existsSync(join(root, directory))
      ? filesBelow(join(root, directory))
          .filter((file) => file.endsWith('.md'))
          .map((file) => join(directory, file))
          // They have signatures, and the examples of docstrings, which test/docstrings.test.ts compiles.
          .filter((file) => !file.startsWith(join('docs', 'reference')))
      : [],
  ),
]

const fenced = (code: string, info = 'ts') => `Some words.\n\n\`\`\`${info}\n${code}\n\`\`\`\n`

it('is a README of at most 10 000 bytes, so that it is read', () => {
  expect(readFileSync(join(root, 'README.md')).length).toBeLessThanOrEqual(10_000)
})

describe('the TypeScript in the documents', () => {
  it('compiles', async () => {
    const blocks = documents.flatMap((file) => blocksOf(file, readFileSync(join(root, file), 'utf8')))
    for (const document of ['README.md', 'docs/guide/getting-started.md', 'docs/dialects/write-a-dialect.md']) {
      expect(blocks.map((block) => block.path)).toContainEqual(expect.stringContaining(document))
    }
    expect(await compile(blocks)).toBe('')
  })

  it('would not compile if it were wrong, and the complaint names the line of the document', async () => {
    const text =
      fenced("import { nothingOfTheKind } from '@devicegrant/core'") + fenced('const n: number = process.env.PORT')
    const complaint = await compile(blocksOf('WRONG.md', text))
    expect(complaint).toMatch(/WRONG\.md\/line-3\.ts\(4,10\): error TS\d+: .*nothingOfTheKind/)
    expect(complaint).toMatch(/WRONG\.md\/line-8\.ts\(9,7\): error TS2322/)
  })

  it('may share a context by name', async () => {
    const text = `<!--\n${fenced('export const port = 3000', 'ts file=context.ts')}-->\n${fenced("import { port } from './context.js'\nconst n: number = port")}`
    expect(await compile(blocksOf('SHARED.md', text))).toBe('')
  })

  it.each(['ts nocheck', 'typescript', 'ts file=../escape.ts', 'tsx'])('is never excused as "%s"', (info) => {
    expect(() => blocksOf('EXCUSED.md', fenced('const n: number = "a"', info))).toThrow('EXCUSED.md:3')
  })

  it('is the only thing looked at', () => {
    expect(blocksOf('OTHER.md', fenced('npm start', 'sh') + fenced('{}', 'json') + fenced('a', ''))).toEqual([])
  })
})
