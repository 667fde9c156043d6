import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { contextBlock, examplesOf, sourceFiles } from './docstrings.js'
import { compile } from './documents.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = sourceFiles().map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))
const docstring = (...lines: readonly string[]) =>
  ['/**', ...['@example', '```ts', ...lines, '```'].map((line) => ` * ${line}`), ' */'].join('\n')

describe('the examples in docstrings', () => {
  it('compile', async () => {
    const examples = sources.flatMap(({ file, source }) => examplesOf(file, source))
    expect(examples.length).toBeGreaterThan(50)
    expect(await compile([contextBlock(), ...examples])).toBe('')
  })

  it('are all blocks of TypeScript', () => {
    const written = sources.flatMap(({ source }) => source.match(/^\s*(?:\/\*)?\* @example\b/gm) ?? [])
    expect(sources.flatMap(({ file, source }) => examplesOf(file, source))).toHaveLength(written.length)
  })

  it('would not compile if they were wrong, and may import and declare what they use', async () => {
    const wrong = `${docstring('grant.service.nothingOfTheKind()')}\n${docstring("const n: number = 'a'")}`
    const right = docstring(
      "import { createMemoryStores } from '@devicegrant/store-memory'",
      "import { accounts } from '../directory.js'",
      'const { store: families } = { store: 1 }',
      'const rfc8628: number = families',
      "accounts.findAccount('alice')",
      'createMemoryStores({ clock })',
    )
    const examples = [...examplesOf('packages/core/src/wrong.ts', wrong), ...examplesOf('right.ts', right)]
    const complaints = (await compile([contextBlock(), ...examples])).trim().split('\n')
    // The complaint names the line of the source.
    expect(complaints).toEqual([
      expect.stringMatching(/wrong\.ts\/line-3\.ts\(4,15\): error TS2339: .*nothingOfTheKind/),
      expect.stringMatching(/wrong\.ts\/line-9\.ts\(10,7\): error TS2322/),
    ])
  })

  it('are only what stands in a docstring', () => {
    expect(examplesOf('a.ts', "const text = 'a'\n```ts\nconst n = 1\n```\n")).toEqual([])
  })
})
