import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import agreed from './public-surface.json' with { type: 'json' }
import { filesBelow } from './support/walk.js'

const packages = fileURLToPath(new URL('../packages', import.meta.url))

interface Names {
  readonly values: readonly string[]
  readonly types: readonly string[]
  /** The names in each `export * as`. */
  readonly namespaces?: Readonly<Record<string, Names>>
}

function exportsOf(file: string): Names {
  const statements = parseSync(file, readFileSync(file, 'utf8')).module.staticExports
  const entries = statements.flatMap((statement) => statement.entries)
  const isNamespace = ({ importName }: (typeof entries)[number]) => importName.kind === 'All'
  const nameOf = ({ exportName }: (typeof entries)[number]) => exportName.name ?? exportName.kind
  const names = (isType: boolean) =>
    entries
      .filter((entry) => entry.isType === isType && !isNamespace(entry))
      .map(nameOf)
      .sort()
  const namespaces = entries
    .filter(isNamespace)
    .map((entry): [string, Names] => [nameOf(entry), exportsOf(sourceOf(file, entry.moduleRequest?.value))])
  return {
    values: names(false),
    types: names(true),
    ...(namespaces.length > 0 && { namespaces: Object.fromEntries(namespaces) }),
  }
}

function sourceOf(importer: string, specifier = ''): string {
  return join(dirname(importer), specifier.replace(/\.js$/, '.ts'))
}

/** `@devicegrant/core/jwt` and the source file it is built from, for every entry point of every package. */
const entryPoints = readdirSync(packages).flatMap((directory) => {
  const manifest = JSON.parse(readFileSync(join(packages, directory, 'package.json'), 'utf8'))
  const targets: [string, string | { default: string }][] = Object.entries(manifest.exports)
  return targets.flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            name: join(manifest.name, path),
            source: join(packages, directory, target.default.replace('/dist/', '/src/').replace(/\.js$/, '.ts')),
          },
        ],
  )
})

describe('the public surface', () => {
  it('has the agreed entry points', () => {
    expect(entryPoints.map((entry) => entry.name).sort()).toEqual(Object.keys(agreed).sort())
  })

  it.each(entryPoints)('of $name is what test/public-surface.json says', ({ name, source }) => {
    expect({ [name]: exportsOf(source) }).toEqual({ [name]: agreed[name as keyof typeof agreed] })
  })

  it('names every type of a port, so that a host in TypeScript can implement it', () => {
    const ports = join(packages, 'core/src/ports')
    const named = Object.values<Names>(agreed).flatMap(({ types }) => types)
    const needed = readdirSync(ports, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const { staticImports, staticExports } = parseSync(file, readFileSync(join(ports, file), 'utf8')).module
        return [
          ...staticImports.flatMap(({ entries }) => entries.map(({ importName }) => importName.name)),
          ...staticExports.flatMap(({ entries }) => entries.map(({ exportName }) => exportName.name)),
        ]
      })
    expect(needed).toContain('TokenRequest')
    expect(needed.filter((name) => name === null || !named.includes(name))).toEqual([])
  })

  it('is named by hand: no source exports everything of another', () => {
    const sources = filesBelow(packages).filter((file) => /^[\w-]+\/src\/.+\.ts$/.test(file))
    expect(
      sources.filter((file) =>
        /^\s*export\s+(type\s+)?\*(?!\s+as\b)/m.test(readFileSync(join(packages, file), 'utf8')),
      ),
    ).toEqual([])
  })
})
