// Proves the packages as a registry would get them, from a clean clone: it publishes nothing.
// `-- node` runs the example only on the runtimes with this word in their name; `--keep` keeps the folder.

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../prepare.mjs'
import { installRuntimes } from '../runtimes/install.mjs'
import { runtimesOf, tryExample } from './installed.mjs'
import { publicPackages, tarballOf } from './packages.mjs'
import { checkTarball, packAll, runIn } from './tarballs.mjs'

const say = (message) => console.log(`release: ${message}`)
const words = process.argv.slice(2).filter((word) => word !== '--keep')
const keep = process.argv.includes('--keep')
const folder = mkdtempSync(join(tmpdir(), 'devicegrant-release-'))
const clone = join(folder, 'clone')
const failures = []

process.once('SIGINT', () => process.exit(130))
process.once('exit', () => keep || rmSync(folder, { recursive: true, force: true }))

const changed = runIn(root, 'git', ['status', '--porcelain'], 'asking git for changes').trim()
if (changed !== '') say(`these changes are not committed, so they are not tried:\n${changed}`)
const commit = runIn(root, 'git', ['rev-parse', '--short', 'HEAD'], 'asking git for the commit').trim()
await step(`a clone of ${commit}`, () => {
  runIn(folder, 'git', ['clone', '--quiet', '--no-hardlinks', root, 'clone'], 'cloning')
  return clone
})
await step('the installation and the build', () => {
  runIn(clone, process.execPath, ['scripts/build.mjs'], 'building')
  return 'done'
})
await step('the tarballs', async () => {
  await packAll(clone)
  return `${publicPackages(clone).length} of them`
})
endAfterFailures()

for (const { manifest } of publicPackages(clone)) {
  const tarball = join(clone, 'packed', tarballOf(manifest))
  await step(`${manifest.name}: contents, publint, types`, () => {
    const complaints = checkTarball(clone, tarball)
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    return `${Math.ceil(statSync(tarball).size / 1024)} kB`
  })
  await step(`${manifest.name}: npm publish --dry-run`, () => {
    const output = runIn(
      folder,
      'npm',
      ['publish', tarball, '--dry-run', '--access', 'public', '--json'],
      'npm publish --dry-run',
    )
    const { id, entryCount } = readReport(output)
    if (id !== `${manifest.name}@${manifest.version}`) throw new Error(`npm would publish ${id}`)
    return `${id}, ${entryCount} files`
  })
}
endAfterFailures()

const isWanted = ({ name }) =>
  words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase()))
for (const runtime of runtimesOf(installRuntimes(say)).filter(isWanted)) {
  await step(`the example of README.md on ${runtime.name}`, async () => {
    await tryExample(clone, join(folder, runtime.name.replace(' ', '-')), runtime)
    return 'a person signed a device in'
  })
}
endAfterFailures()
say('the packages can be published')
if (keep) say(`everything is in ${folder}`)

async function step(title, work) {
  const startedAt = performance.now()
  try {
    const outcome = await work()
    say(`✔ ${title}: ${outcome}, ${Math.round((performance.now() - startedAt) / 100) / 10} s`)
  } catch (fault) {
    failures.push(title)
    say(`✖ ${title}: ${fault.message}`)
  }
}

function endAfterFailures() {
  if (failures.length === 0) return
  say(`${failures.length} failed:\n${failures.map((title) => `  ✖ ${title}`).join('\n')}`)
  process.exit(1)
}

/** npm prints the report of one package, or an object with the report under the name of the package. */
function readReport(output) {
  const report = JSON.parse(output)
  return report.id === undefined ? Object.values(report)[0] : report
}
