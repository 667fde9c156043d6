// Consumes the changesets: raises the version of all packages together, and writes the section of CHANGELOG.md.
// The workflow release.yml runs it in the pull request for a version.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runPnpm } from '../prepare.mjs'
import { addSection, readChangeset } from './changelog.mjs'
import { publicPackages } from './packages.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 11)) {
  console.error(`release: Changesets needs Node.js 22.11 or newer, and this is ${process.versions.node}.`)
  process.exit(1)
}

const folder = join(root, '.changeset')
const changesets = readdirSync(folder)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => readChangeset(`.changeset/${file}`, readFileSync(join(folder, file), 'utf8')))
if (changesets.length === 0) {
  console.error('release: there is no changeset. "npm run changeset" writes one.')
  process.exit(1)
}

const shell = process.platform === 'win32' // npm is a batch file there
const { status } = spawnSync('npm', ['run', 'changeset', '--', 'version'], { cwd: root, shell, stdio: 'inherit' })
process.exitCode = status ?? 1
if (process.exitCode === 0) {
  const [{ manifest }] = publicPackages(root)
  const date = new Date().toISOString().slice(0, 10)
  const changelog = join(root, 'CHANGELOG.md')
  writeFileSync(changelog, addSection(readFileSync(changelog, 'utf8'), { version: manifest.version, date, changesets }))
  raiseExamples(manifest.version)
  process.exitCode = await runPnpm(['install', '--lockfile-only'])
  console.log(`release: all packages are ${manifest.version} now. Read CHANGELOG.md, and commit.`)
}

/** The examples name our packages by version, so that a copy of their folder can be installed. */
function raiseExamples(version) {
  for (const name of readdirSync(join(root, 'examples'))) {
    const file = join(root, 'examples', name, 'package.json')
    if (!existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/("@devicegrant\/[\w-]+": ")\^[\d.]+"/g, `$1^${version}"`))
  }
}
