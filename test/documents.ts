import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const projects: { path: string }[] = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references
const packages = projects.filter(({ path }) => path.startsWith('packages/'))

export interface Block {
  /** Where the compiler finds it: blocks of one document are neighbours, and `ts file=clients.ts` gives a name to import. */
  readonly path: string
  readonly code: string
}

/**
 * The TypeScript of a Markdown document. Every block is a complete module. What several blocks need, or what would only
 * be in the reader's way, is a block `ts file=name.ts` of its own, which the others import from './name.js'; inside an
 * HTML comment it does not show.
 */
export function blocksOf(document: string, text: string): readonly Block[] {
  const fences = text.matchAll(/^([ \t]*)(`{3,}|~{3,})[ \t]*(.*)\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm)
  return [...fences].flatMap(([, , , info = '', code = ''], index, all) => {
    if (!/^(ts|tsx|mts|cts|typescript)\b/i.test(info)) return []
    const line = text.slice(0, all[index]?.index).split('\n').length
    const name = /^ts(?: file=([\w-]+\.ts))?$/.exec(info.trim())
    if (name === null)
      throw new Error(`${document}:${line}: a block of TypeScript is "ts" or "ts file=name.ts", not "${info}"`)
    // The empty lines make the compiler's line numbers those of the document.
    return [{ path: join(document, name[1] ?? `line-${line}.ts`), code: '\n'.repeat(line) + code }]
  })
}

/** What the compiler has to say, against the packages as they are published; empty if it is content. */
export async function compile(blocks: readonly Block[]): Promise<string> {
  const directory = write(blocks, { noEmit: true })
  const complaint = await build(directory)
  rmSync(directory, { recursive: true })
  return complaint
}

/** The blocks of documents as JavaScript that can be imported. */
export interface Compiled {
  /** The path of the module of a block. */
  moduleOf(block: Block): string
  remove(): void
}

/**
 * Compiles the blocks to JavaScript.
 *
 * @throws Error with what the compiler has to say, if it is not content.
 */
export async function compileToModules(blocks: readonly Block[]): Promise<Compiled> {
  const directory = write(blocks, { rootDir: '.', outDir: 'out', declaration: false })
  const remove = () => rmSync(directory, { recursive: true })
  const complaint = await build(directory)
  if (complaint !== '') {
    remove()
    throw new Error(complaint)
  }
  return { moduleOf: ({ path }) => join(directory, 'out', path.replace(/\.ts$/, '.js')), remove }
}

/** Writes the blocks and a project for them into a new directory, from which the packages can be imported. */
function write(blocks: readonly Block[], output: Readonly<Record<string, unknown>>): string {
  const cache = join(root, 'node_modules/.cache/devicegrant')
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'documents-'))
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    // What a reader pastes into a strict project, not what we ask of our own sources.
    compilerOptions: {
      types: ['node'],
      composite: false,
      noPropertyAccessFromIndexSignature: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      ...output,
    },
    files: blocks.map((block) => block.path),
    references: packages.map(({ path }) => ({ path: join(root, path) })),
  }
  for (const { path, code } of blocks) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), code)
  }
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config))
  return directory
}

function build(directory: string): Promise<string> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-b', '--pretty', 'false', directory], { cwd: directory }, (error, stdout) =>
      resolve(error === null ? '' : stdout),
    )
  })
}
