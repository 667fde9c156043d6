import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Block, blocksOf } from './documents.js'
import surface from './public-surface.json' with { type: 'json' }
import { filesBelow } from './support/walk.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const context = readFileSync(join(root, 'test/docstring-context.ts'), 'utf8')

/** The published entry point of every public name. Types have `type` before them in an import. */
const published = new Map(
  Object.entries(surface).flatMap(([entry, { values, types }]) => [
    ...values.map((name): [string, { entry: string; item: string }] => [name, { entry, item: name }]),
    ...types.map((name): [string, { entry: string; item: string }] => [name, { entry, item: `type ${name}` }]),
  ]),
)

/** The names of `docstring-context.ts`: what a reader of an example already has, such as `grant` and `app`. */
const inContext = new Set(
  [...context.matchAll(/^export (?:declare (?:const|function) (\w+)|\{ (.+) \} from )/gm)].flatMap(
    ([, name, list = '']) => (name === undefined ? list.split(', ').map((item) => item.split(' as ').at(-1)) : [name]),
  ),
)

/** The path of the context, next to all blocks. */
const contextPath = 'docstrings/context.ts'

/** Returns the source files of all packages, without their tests. */
export function sourceFiles(): readonly string[] {
  return filesBelow(join(root, 'packages'))
    .filter((file) => /^[\w-]+\/src\/.+\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .map((file) => join('packages', file))
}

/**
 * Returns the examples in the docstrings of a source file, as blocks to compile. An example may use public names and the
 * names of the context without an import, because a docstring is short and editors add imports. A relative import names
 * a module of the host. The context stands for it.
 */
export function examplesOf(file: string, source: string): readonly Block[] {
  const docstrings = source.split('\n').map((line) => /^\s*\* ?(.*)$/.exec(line)?.[1] ?? '')
  return blocksOf(join('docstrings', file), docstrings.join('\n')).map(({ path, code }) => {
    const ownContext = posix.relative(dirname(path), contextPath).replace(/\.ts$/, '.js')
    const example = code.trimStart().replace(/ from '\.{1,2}\/[^']+'/g, ` from '${ownContext}'`)
    const emptyLines = code.length - code.trimStart().length
    // The imports stand in the line of the fence, so that the compiler's line numbers are those of the source.
    return { path, code: `${'\n'.repeat(emptyLines - 1)}${importsOf(example, ownContext)}\n${example}` }
  })
}

/** Returns the block that all examples import from. */
export function contextBlock(): Block {
  return { path: contextPath, code: context }
}

function importsOf(example: string, ownContext: string): string {
  const declared = declaredIn(example)
  const missing = [...new Set(example.match(/[A-Za-z_]\w*/g))].filter((word) => !declared.has(word))
  return missing
    .flatMap((word) => {
      if (inContext.has(word)) return [`import { ${word} } from '${ownContext}'`]
      const known = published.get(word)
      return known === undefined ? [] : [`import { ${known.item} } from '${known.entry}'`]
    })
    .join('; ')
}

/** Returns the names that an example declares or imports itself. */
function declaredIn(example: string): ReadonlySet<string | undefined> {
  const single = [...example.matchAll(/\b(?:const|let|function) (\w+)/g)].map(([, name]) => name)
  const lists = [...example.matchAll(/\b(?:const|let|import|import type) \{([^}]*)\}/g)]
  return new Set([
    ...single,
    ...lists.flatMap(([, list = '']) => list.split(',').map((item) => /(\w+)\s*$/.exec(item)?.[1])),
  ])
}
