// Publishes the packages that the registry does not have in this version. The workflow release.yml runs it, with the
// identity of the workflow (OIDC): there is no token. It publishes the tarballs that it has checked.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../prepare.mjs'
import { sectionOf } from './changelog.mjs'
import { publicPackages, tarballOf } from './packages.mjs'
import { checkTarball, packAll } from './tarballs.mjs'

const say = (message) => console.log(`release: ${message}`)
const packages = publicPackages(root).map(({ manifest }) => manifest)
const [{ version }] = packages
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
const notes = sectionOf(changelog, version)

const missing = packages.filter((manifest) => !isPublished(manifest))

if (changelog.includes(`## ${version} (not released yet)`))
  say(`CHANGELOG.md says that ${version} is not released yet. To publish it, write the day there.`)
else if (missing.length === 0) say(`the registry has every package in version ${version}; there is nothing to do`)
else await publish(missing)

async function publish(missing) {
  await packAll(root)
  const complaints = packages.flatMap((manifest) => checkTarball(root, join(root, 'packed', tarballOf(manifest))))
  if (complaints.length > 0) {
    for (const complaint of complaints) say(`✖ ${complaint}`)
    process.exit(1)
  }
  for (const manifest of missing) {
    say(`publishing ${manifest.name}@${version}`)
    const tarball = join(root, 'packed', tarballOf(manifest))
    const { status } = spawnSync('npm', ['publish', tarball, '--access', 'public', '--provenance'], {
      stdio: 'inherit',
    })
    if (status !== 0) {
      say(`✖ ${manifest.name}@${version} was not published: see above. Run this again: it skips what is published.`)
      process.exit(1)
    }
  }
  writeFileSync(join(root, 'packed', 'NOTES.md'), `${notes}\n`)
  say(`published ${version}; packed/NOTES.md has the notes of the release`)
}

function isPublished({ name }) {
  const { status, stdout } = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() === version
}
