// Reads declarations and docstrings from the TypeScript sources of the packages, and follows imports and exports.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { readDocstring } from './docstring.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const packages = join(root, 'packages')

/** Every entry point of every package, with its name in an import and its source file. */
export const entryPoints = readdirSync(packages)
  .sort()
  .flatMap((directory) => {
    const manifest = JSON.parse(readFileSync(join(packages, directory, 'package.json'), 'utf8'))
    return Object.entries(manifest.exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([path, target]) => ({
        name: join(manifest.name, path),
        package: directory,
        manifest,
        file: join(packages, directory, target.default.replace('/dist/', '/src/').replace(/\.js$/, '.ts')),
      }))
  })

const entryFiles = new Map(entryPoints.map(({ name, file }) => [name, file]))
const modules = new Map()

/** Returns the declarations, imports and exports of a source file. */
export function readModule(file) {
  const known = modules.get(file)
  if (known !== undefined) return known
  const source = readFileSync(file, 'utf8')
  const { program, comments, module } = parseSync(file, source)
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
  const read = { file, source, comments, docs, declarations: new Map(), imports: new Map(), exports: new Map() }
  modules.set(file, read)
  for (const statement of program.body) addStatement(read, statement)
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { importName, localName } of entries) {
      read.imports.set(localName.value, { from: moduleRequest.value, name: importName.name })
    }
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) {
      const name = entry.exportName.name ?? entry.exportName.kind
      read.exports.set(name, {
        from: entry.moduleRequest?.value,
        name: entry.importName.name ?? entry.localName.name ?? name,
        isNamespace: entry.importName.kind === 'All',
        isType: entry.isType,
      })
    }
  }
  return read
}

function addStatement(module, statement) {
  const node = statement.declaration ?? statement
  const named = node.type === 'VariableDeclaration' ? node.declarations : [node]
  for (const declared of named) {
    const name = declared.id?.name
    if (name === undefined) continue
    const declaration = { name, node: declared, module, doc: docBefore(module, statement.start) }
    // The overloads of a function come first, and its implementation last.
    module.declarations.set(name, [...(module.declarations.get(name) ?? []), declaration])
  }
}

/** Returns the docstring that ends right before an offset. */
export function docBefore({ docs, source }, offset) {
  const doc = docs.findLast(({ end }) => end <= offset)
  if (doc === undefined || source.slice(doc.end, offset).trim() !== '') return readDocstring('')
  return readDocstring(doc.value)
}

/** Returns the docstring of a file: the one with `@packageDocumentation`. */
export function docOfFile({ docs }) {
  const doc = docs.find(({ value }) => value.includes('@packageDocumentation'))
  return readDocstring(doc?.value ?? '')
}

function resolveFile(importer, specifier) {
  if (!specifier.startsWith('.')) return entryFiles.get(specifier)
  const file = join(dirname(importer), specifier.replace(/\.js$/, '.ts'))
  return existsSync(file) ? file : undefined
}

/** Returns the declarations behind an exported name: one, or several overloads. `undefined` for those of other packages. */
export function findExport(file, name) {
  const module = readModule(file)
  const exported = module.exports.get(name)
  if (exported === undefined) return undefined
  if (exported.from === undefined) return findName(module, exported.name)
  const target = resolveFile(file, exported.from)
  return target === undefined ? undefined : findExport(target, exported.name)
}

/** Returns the file behind `export * as name`. */
export function findNamespace(file, name) {
  return resolveFile(file, readModule(file).exports.get(name).from)
}

/** Returns the declarations that a name means in a file. `undefined` for names of the language and of other packages. */
export function findName(module, name) {
  const here = module.declarations.get(name)
  if (here !== undefined) return here
  const imported = module.imports.get(name)
  const target = imported && resolveFile(module.file, imported.from)
  return target === undefined ? undefined : findExport(target, imported.name)
}

/** Returns the source of a node on one line, without comments. */
export function textOf({ source, comments }, { start, end }) {
  const inside = comments.filter((comment) => comment.start >= start && comment.end <= end)
  const ends = [start, ...inside.map((comment) => comment.end)]
  const starts = [...inside.map((comment) => comment.start), end]
  const code = ends.map((from, nth) => source.slice(from, starts[nth])).join('')
  return code
    .replace(/([^\s{[(<,;|&=?:])\s*\n\s*(?=(?:readonly )?[\w$]+\??[:(])/g, '$1; ')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .replace(/^\| |(?<=[(<=]) \|(?= )/g, '')
    .trim()
}
