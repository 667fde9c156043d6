import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { anchorsIn, linksIn } from './links.js'
import { filesBelow } from './support/walk.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...['docs', 'packages', 'examples', 'implementations', '.github'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? filesBelow(join(root, folder))
          .filter((file) => file.endsWith('.md'))
          .map((file) => `${folder}/${file}`)
      : [],
  ),
]

/** Returns every relative link of a document that leads nowhere, as a line to print. */
function brokenLinks(file: string, text: string): readonly string[] {
  return linksIn(text).flatMap(({ line, target }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
    const [path = '', anchor] = target.split('#')
    const to = path === '' ? file : posix.join(posix.dirname(file), decodeURIComponent(path))
    const complaint = `${file}:${line}: ${target}`
    if (to.startsWith('..') || !existsSync(join(root, to))) return [complaint]
    if (anchor === undefined) return []
    if (!to.endsWith('.md') || statSync(join(root, to)).isDirectory()) return [complaint]
    return anchorsIn(to === file ? text : read(to)).includes(anchor) ? [] : [complaint]
  })
}

describe('the links of the documents', () => {
  it('lead to files and headings of this repository', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTEXT.md', 'CONTRIBUTING.md']))
    expect(documents.flatMap((file) => linksIn(read(file))).length).toBeGreaterThan(50)
    expect(documents.flatMap((file) => brokenLinks(file, read(file)))).toEqual([])
  })

  it.each([
    ['a file that does not exist', 'See [this](docs/nothing.md).', 'docs/nothing.md'],
    ['a heading that does not exist', 'See [this](CONTEXT.md#nothing).', 'CONTEXT.md#nothing'],
    ['a heading of its own that does not exist', '# Here\n\n[this](#there)', '#there'],
    ['a file outside the repository', '[this](../other/README.md)', '../other/README.md'],
    ['a reference', '[this][that]\n\n[that]: docs/nothing.md', 'docs/nothing.md'],
    ['HTML', '<a href="docs/nothing.md">this</a>', 'docs/nothing.md'],
  ])('are found if they lead to %s', (_, text, target) => {
    expect(brokenLinks('README.md', text)).toEqual([expect.stringMatching(`^README\\.md:\\d+: ${target}$`)])
  })

  it.each([
    ['a file', '[this](docs/architecture.md)'],
    ['a folder', '[this](docs/decisions)'],
    ['a heading', '[this](docs/architecture.md#the-import-rule)'],
    ['its own heading', '# What `x` is, and why\n\n[this](#what-x-is-and-why)'],
    ['the second heading with this text', '# Again\n\n# Again\n\n[this](#again-1)'],
    ['another site', '[this](https://example.com/nothing#nowhere)'],
    ['nowhere, inside code', '`[this](nothing.md)`\n\n```md\n[this](nothing.md)\n```\n'],
  ])('may lead to %s', (_, text) => {
    expect(brokenLinks('README.md', text)).toEqual([])
  })
})

/** The paths of source files that a document names in code, without those that have a placeholder. */
function sourcePathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|mjs|json))`/g)].map(([, path = '']) => path)
}

describe('the source files that docs/architecture.md and CONTRIBUTING.md name', () => {
  const places = ['', 'packages/core/src/', 'packages/testing/src/']

  it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('exist: %s', (file) => {
    const paths = sourcePathsIn(read(file))
    expect(paths.length).toBeGreaterThan(3)
    expect(paths.filter((path) => !places.some((place) => existsSync(join(root, place + path))))).toEqual([])
  })
})
