import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow } from './walk.js'

declare module 'vitest' {
  interface TestTags {
    readonly tags: 'thorough' | 'repeated'
  }
}

/** What a run tries: what proves the product, what that leaves out, or everything. */
export type Part = 'proof' | 'rest' | 'all'

/** The tags of tests. A test without a tag is a part of the proof, and of nothing else. */
export const tags = [
  { name: 'thorough' as const, description: 'Left out of the proof: only the rest has it.' },
  { name: 'repeated' as const, description: 'In the proof with few repetitions, in the rest with all of them.' },
]

/** The tests of each part, as a filter of tags. */
export const filters: Readonly<Record<Part, readonly string[]>> = {
  proof: ['!thorough'],
  rest: ['thorough or repeated'],
  all: [],
}

/** What the text of a test file says about how to run it. */
export interface TestFile {
  readonly path: string
  /** Which of its tests are left out of the proof. */
  readonly thorough: 'all of it' | 'a part' | 'nothing'
  /** Whether it has a property that is tried more often in the rest. */
  readonly repeated: boolean
  /** Whether it needs a process of its own. */
  readonly alone: boolean
}

export function describeTestFile(path: string, text: string): TestFile {
  const has = (tag: string) => new RegExp(`@module-tag ${tag}\\b|\\btags: \\[[^\\]]*'${tag}'`).test(text)
  const wholly = /^\/\/ @module-tag thorough$/m.test(text)
  return {
    path,
    thorough: wholly ? 'all of it' : has('thorough') ? 'a part' : 'nothing',
    repeated: has('repeated'),
    // A mock of a module is found only by modules that are loaded after it.
    alone: /\bvi\.mock\(/.test(text),
  }
}

/** Whether a part has a test of this file. */
export function isIn(part: Part, { thorough, repeated }: TestFile): boolean {
  if (part === 'proof') return thorough !== 'all of it'
  return part === 'all' || thorough !== 'nothing' || repeated
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const elsewhere = /^test\/(browser|packaging|faults)\//

/** Every test file that `npm run test:all` runs. */
export function findTestFiles(): readonly TestFile[] {
  const sources = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}/src`),
  )
  return [...sources.filter((folder) => existsSync(join(root, folder))), 'test', 'scripts']
    .flatMap((folder) => filesBelow(join(root, folder)).map((file) => `${folder}/${file}`))
    .filter((path) => /\.test\.(ts|mjs)$/.test(path) && !elsewhere.test(path))
    .toSorted()
    .map((path) => describeTestFile(path, readFileSync(join(root, path), 'utf8')))
}
