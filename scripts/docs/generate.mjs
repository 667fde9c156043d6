// Writes the generated pages of the documentation: `npm run docs:generate`. Removes pages that are no longer made.

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { prepare } from '../prepare.mjs'

await prepare()
// They import packages, which `prepare` may have just installed.
const { folder, generatePages, modules } = await import('./pages.mjs')
const { root } = await import('./sources.mjs')

const built = Object.entries(modules).map(async ([name, path]) => [
  name,
  await import(join(root, 'packages/core/dist', `${path}.js`)),
])
const pages = await generatePages(Object.fromEntries(await Promise.all(built)))
const target = join(root, folder)
mkdirSync(target, { recursive: true })
for (const file of readdirSync(target, { recursive: true })) {
  if (statSync(join(target, file)).isFile() && !pages.has(file.replaceAll('\\', '/'))) rmSync(join(target, file))
}
for (const [file, text] of pages) {
  mkdirSync(dirname(join(target, file)), { recursive: true })
  writeFileSync(join(target, file), text)
}
console.log(`wrote ${pages.size} files to ${folder}`)
