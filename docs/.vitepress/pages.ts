import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** Where the files are that are no pages, such as sources. */
const repository = 'https://github.com/devicegrant/devicegrant'

/** The files beside `docs/` that are pages, with their place on the site. */
const besides: readonly (readonly [RegExp, string])[] = [
  [/^docs\/(.+\/)?README\.md$/, '$1index.md'],
  [/^docs\/(.+\.md)$/, '$1'],
  [/^packages\/([\w-]+)\/README\.md$/, 'packages/$1.md'],
  [/^packages\/([\w-]+)\/SCHEMA\.md$/, 'packages/$1-schema.md'],
  [/^examples\/README\.md$/, 'examples/index.md'],
  [/^examples\/([\w-]+)\/README\.md$/, 'examples/$1.md'],
  [/^CONTRIBUTING\.md$/, 'contributing.md'],
  [/^CONTEXT\.md$/, 'words.md'],
  [/^CHANGELOG\.md$/, 'changelog.md'],
  [/^SECURITY\.md$/, 'security.md'],
  [/^CODE_OF_CONDUCT\.md$/, 'code-of-conduct.md'],
]

/** Returns the page of the site that a file of the repository becomes, or `undefined` if it is none. */
export function pageOf(file: string): string | undefined {
  for (const [pattern, page] of besides) {
    if (pattern.test(file)) return file.replace(pattern, page)
  }
  return undefined
}

function markdownBelow(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(({ name }) => {
    const path = posix.join(folder, name)
    if (['node_modules', 'dist', '.vitepress'].includes(name)) return []
    if (statSync(join(root, path)).isDirectory()) return markdownBelow(path)
    return name.endsWith('.md') ? [path] : []
  })
}

/** Every file that is a page of the site, by its path from the root of the repository. */
export function findPages(): readonly string[] {
  const beside = readdirSync(root).filter((name) => name.endsWith('.md'))
  const below = ['docs', 'packages', 'examples'].flatMap(markdownBelow)
  return [...beside, ...below].filter((file) => pageOf(file) !== undefined)
}

/** Returns the title of a file: its first heading, without code marks. */
export function titleOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8')
  return (/^# (.+)$/m.exec(text)?.[1] ?? file).replaceAll('`', '')
}

/**
 * Returns where a link of a file leads on the site: to a page, or to the repository if the target is no page. So a
 * relative link works on the site and where the files are read as they are.
 */
export function linkOf(file: string, target: string): string {
  if (/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(target)) return target
  const [path = '', anchor] = target.split('#')
  const to = posix.join(posix.dirname(file), decodeURIComponent(path)).replace(/\/$/, '')
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (to === 'README.md') return `/${hash}`
  const isFolder = existsSync(join(root, to)) && statSync(join(root, to)).isDirectory()
  const page = pageOf(isFolder ? posix.join(to, 'README.md') : to)
  if (page !== undefined && (!isFolder || existsSync(join(root, to, 'README.md')))) return `/${page}${hash}`
  return `${repository}/${isFolder ? 'tree' : 'blob'}/main/${to}${hash}`
}

/** Returns the anchor of a heading, as it is where the files are read as they are. `test/links.ts` has the same rule. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')
}
