// The servers that are judged, and how each of them is started. Each folder of implementations/ has a server and its person.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of the hosts. */
export const hosts = join(root, 'implementations')

/** All servers, in the order of the table. `packages` have the versions that the table names. */
export const servers = [
  ...['express', 'koa', 'node', 'fetch'].map((framework) => ({
    name: `devicegrant-${framework}`,
    title: `devicegrant, ${framework === 'node' ? 'node:http' : framework}`,
    folder: 'devicegrant',
    env: { FRAMEWORK: framework },
    packages: ['@devicegrant/core'],
  })),
  { name: 'oidc-provider', title: 'oidc-provider', folder: 'oidc-provider', packages: ['oidc-provider'] },
  {
    name: 'better-auth',
    title: 'better-auth with its OAuth provider',
    folder: 'better-auth',
    packages: ['better-auth', '@better-auth/oauth-provider'],
  },
  {
    name: 'better-auth-sessions',
    title: 'better-auth, device plugin',
    folder: 'better-auth-sessions',
    packages: ['better-auth'],
  },
  // A program of Debian: apt-get install glewlwyd
  { name: 'glewlwyd', title: 'glewlwyd', folder: 'glewlwyd', packages: [], program: 'glewlwyd' },
]

/** Returns the versions of the packages that a server is made of. */
export function versionsOf({ folder, packages, program }) {
  if (program !== undefined) return { [program]: execFileSync(program, ['--version'], { encoding: 'utf8' }).trim() }
  const { resolve } = createRequire(join(hosts, folder, 'package.json'))
  return Object.fromEntries(packages.map((name) => [name, versionIn(name, resolve(name))]))
}

/** Not every package exports its package.json, so it is looked for above the main file. */
function versionIn(name, main) {
  const end = main.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length
  const folder = main.includes(join('node_modules', name)) ? main.slice(0, end) : join(root, 'packages/core')
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}
