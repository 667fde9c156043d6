import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the packages that are published, core first, because the others need it. */
export function publicPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((folder) => ({
      folder: `packages/${folder}`,
      manifest: JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')),
    }))
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((one, other) => rank(one) - rank(other))
}

/** The name that pnpm gives the tarball of a package. */
export function tarballOf({ name, version }) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

function rank({ manifest }) {
  return manifest.name === '@devicegrant/core' ? 0 : 1
}
