import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** Source files by their path from the root of the repository, with the files that each of them imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The wings of `service/`. A wing imports from the wings of its own line and of the lines above it. */
const wings: readonly (readonly string[])[] = [
  ['text'],
  ['call', 'telemetry', 'records', 'guards'],
  ['limits'],
  ['client', 'proofs'],
  ['risk'],
  ['tokens'],
  ['device'],
  ['person'],
  ['password'],
  // The files beside the wings put them together.
  [''],
]

/** Returns the files of the same package that a source file imports, also those that it imports for a type only. */
export function importsOf(file: string, source: string): readonly string[] {
  const found = new Set<string>()
  const add = (specifier: string) => {
    if (specifier.startsWith('.')) found.add(posix.join(posix.dirname(file), specifier.replace(/\.js$/, '.ts')))
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value),
    ExportNamedDeclaration: (node) => node.source && add(node.source.value),
    ExportAllDeclaration: (node) => add(node.source.value),
    ImportExpression: (node) => node.source.type === 'Literal' && add(String(node.source.value)),
    TSImportType: (node) => add(node.source.value),
  }).visit(parseSync(file, source).program)
  return [...found]
}

/** Returns a circle of imports for every group of files that has one, as a line to print. */
export function circlesIn(graph: ImportGraph): readonly string[] {
  const finished = new Set<string>()
  const path: string[] = []
  const circles: string[] = []

  function visit(file: string): void {
    if (finished.has(file)) return
    const start = path.indexOf(file)
    if (start >= 0) {
      circles.push([...path.slice(start), file].join(' ─▶ '))
      return
    }
    path.push(file)
    for (const imported of graph.get(file) ?? []) visit(imported)
    path.pop()
    finished.add(file)
  }

  for (const file of graph.keys()) visit(file)
  return circles
}

/** Returns every import of `service/` from a wing that is further down in `wings`, as a line to print. */
export function arrowsUp(graph: ImportGraph): readonly string[] {
  return [...graph].flatMap(([file, imported]) => {
    const here = levelOf(file)
    if (here === undefined) return []
    return imported.flatMap((target) => {
      const there = levelOf(target)
      if (there === undefined || (there >= 0 && there <= here)) return []
      return [`${wingOf(file) || 'service'} ─▶ ${wingOf(target) || 'service'}   (${file} imports ${target})`]
    })
  })
}

/** `-1` if the wing is not in the list, `undefined` outside `service/`. */
function levelOf(file: string): number | undefined {
  const wing = wingOf(file)
  return wing === undefined ? undefined : wings.findIndex((level) => level.includes(wing))
}

function wingOf(file: string): string | undefined {
  const [, wing = ''] = /^packages\/core\/src\/service\/(?:([^/]+)\/)?/.exec(file) ?? [undefined, undefined]
  return file.startsWith('packages/core/src/service/') ? wing : undefined
}

/** Returns every folder that has more than `most` of the files directly in it, as a line to print. */
export function crowdedFolders(files: readonly string[], most: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1)
  return [...counts].flatMap(([folder, count]) => (count > most ? [`${folder} has ${count} files`] : []))
}

/** Returns every file that has more than `most` lines, as a line to print. */
export function longFiles(sources: ReadonlyMap<string, string>, most: number): readonly string[] {
  return [...sources].flatMap(([file, source]) => {
    const lines = source.trimEnd().split('\n').length
    return lines > most ? [`${file} has ${lines} lines`] : []
  })
}
