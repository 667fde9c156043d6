import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { messageOf, placeOf } from './describe-fault.js'
import { type Finding, ownDocs } from './finding.js'
import { placeOfSyntaxError } from './syntax-place.js'

/** A module that cannot be checked. */
export class ModuleProblem extends Error {
  override readonly name = 'ModuleProblem'
  readonly finding: Finding

  constructor(finding: Omit<Finding, 'docs'>) {
    super(finding.message)
    this.finding = { ...finding, docs: ownDocs }
  }
}

/**
 * Imports the module of the host.
 *
 * @throws ModuleProblem if this Node cannot read the file. What the module throws is passed on.
 */
export async function loadModule(file: string): Promise<object> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (fault) {
    const code: unknown = Reflect.get(Object(fault), 'code')
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && isTypeScript(file)) throw withoutTypeScript(file)
    if (code === 'ERR_MODULE_NOT_FOUND') throw moduleNotFound(fault)
    if (fault instanceof SyntaxError && placeOf(fault.stack) === undefined) throw syntaxError(file, fault)
    throw fault
  }
}

/** Returns whether a file is TypeScript. */
export function isTypeScript(file: string): boolean {
  return ['.ts', '.mts', '.cts', '.tsx'].includes(extname(file))
}

function withoutTypeScript(file: string): ModuleProblem {
  return new ModuleProblem({
    code: 'typescript-not-supported',
    message:
      `Node ${process.versions.node} cannot read ${extname(file)} files. Check the compiled file, use Node 22.18 or newer, or let ` +
      'a loader of your project read them: NODE_OPTIONS="--import tsx" npx devicegrant …',
  })
}

function syntaxError(file: string, fault: SyntaxError): ModuleProblem {
  const place = placeOfSyntaxError(file)
  // Some versions of Node show the source in further lines, and a secret may stand there.
  const [what = ''] = fault.message.split('\n')
  return new ModuleProblem({
    code: 'module-failed',
    message: `the module cannot be read: SyntaxError: ${what.trim()}`,
    ...(place !== undefined && { place }),
  })
}

function moduleNotFound(fault: unknown): ModuleProblem {
  const url: unknown = Reflect.get(Object(fault), 'url')
  const source = typeof url === 'string' && url.startsWith('file:') ? fileURLToPath(url).replace(/js$/, 'ts') : ''
  const hint =
    source.endsWith('ts') && existsSync(source)
      ? `. ${source} exists, but Node does not look for it under the name of the compiled file. Check the compiled module, or ` +
        'use a loader: NODE_OPTIONS="--import tsx" npx devicegrant …'
      : ''
  const place = placeOf(Reflect.get(Object(fault), 'stack'))
  return new ModuleProblem({
    code: 'module-not-found',
    message: messageOf(fault) + hint,
    ...(place !== undefined && { place }),
  })
}
