import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Exception, findForbidden } from './language.js'
import { filesBelow } from './support/walk.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Texts that keep a forbidden word. */
const exceptions: readonly Exception[] = [
  { text: 'Nobody is signed in.', reason: 'The `error_description` of a 401 at the verification interface.' },
  { text: 'nobody-knows-this-scope', reason: 'A scope value that an audit sends.' },
  { text: "type NotSignedIn = 'nobody' | 'signedOut'", reason: 'A value that `hostSessions.signInUrl` receives.' },
  { text: 'noBody', reason: 'A value in the table of a dialect.' },
  { text: 'client_id=nobody', reason: 'An unknown client that a test sends.' },
]

const documents = [
  'README.md',
  'CONTEXT.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  '.changeset/README.md',
]
const folders = [
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  'examples',
  '.github',
  'docs',
  'scripts',
  'bench',
  'implementations',
]

function filesIn(folder: string): readonly string[] {
  return filesBelow(join(root, folder))
    .filter((file) => /\.(md|[cm]?[jt]s)$/.test(file) && !/(^|\/)fixtures\//.test(file))
    .map((file) => `${folder}/${file}`)
    .sort()
}

function forbiddenIn(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => findForbidden(file, readFileSync(join(root, file), 'utf8'), exceptions))
}

describe('the language of comments, texts and documents', () => {
  it.each(folders)('is plain in %s', (folder) => {
    const files = filesIn(folder)
    expect(files.length).toBeGreaterThan(0)
    expect(forbiddenIn(files)).toEqual([])
  })

  it.each(exceptions)('still needs the exception "$text"', ({ text }) => {
    const files = folders.flatMap(filesIn)
    expect(files.some((file) => readFileSync(join(root, file), 'utf8').includes(text))).toBe(true)
  })

  it('is plain in the documents of the root', () => {
    expect(documents.filter((file) => existsSync(join(root, file)))).toEqual(documents)
    expect(forbiddenIn(documents)).toEqual([])
  })
})

describe('the search for forbidden words', () => {
  it.each([
    ['a comment', '// The client is told.', 'a.ts:1: told'],
    ['a docstring', '/**\n * Whoever asks.\n */', 'a.ts:2: Whoever'],
    ['a message', "throw new Error('nobody asked')", 'a.ts:1: nobody'],
    ['a template', 'const text = `The client is told more`', 'a.ts:1: told'],
    ['a phrase on two lines', '// The token is good\n// no more.', 'a.ts:1: good // no more'],
    ['a reference to behaviour', '// Behaviour A21: …', 'a.ts:1: Behaviour A21'],
    ['a reference to threats', '// See threat 14.', 'a.ts:1: threat 14'],
    ['a reference to a design', '// design section 7', 'a.ts:1: design section'],
    ['a reference to contracts', '// contracts 3', 'a.ts:1: contracts 3'],
    ['a document', '# Title\n\nThe host is told.', 'a.md:3: told'],
  ])('finds %s', (_, content, found) => {
    expect(findForbidden(found.split(':')[0] ?? '', content)).toEqual([found])
  })

  it('ignores identifiers, values and parts of words', () => {
    expect(findForbidden('a.ts', "const told = isNobody('nobody') // untold")).toEqual([])
  })

  it('ignores an exception, and nothing beside it', () => {
    const exception = { text: 'Nobody is signed in.', reason: 'The page shows it.' }
    const content = "const text = 'Nobody is signed in.'\n// Nobody reads it."
    expect(findForbidden('a.ts', content, [exception])).toEqual(['a.ts:2: Nobody'])
  })
})
