// The other libraries of the benchmark. They are no dependencies of the workspace: the first run installs them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/prepare.mjs'

/** Where the benchmark keeps what it installs and measures. */
export const cache = join(root, 'node_modules/.cache/devicegrant/bench')
const modules = join(cache, 'node_modules')

/** Their exact versions, so that two runs compare the same code. */
export const pinned = { 'oidc-provider': '9.13.3', 'better-auth': '1.7.25', 'koa-mount': '4.2.0' }

/** Installs the pinned peers with npm into the cache folder: about 30 MB. Their install scripts do not run. */
export function installPeers(say) {
  const wanted = JSON.stringify({ private: true, dependencies: pinned }, undefined, 2)
  const stamp = join(cache, 'installed.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say(`installing ${Object.keys(pinned).join(', ')} into ${cache}; the first time takes half a minute`)
  rmSync(modules, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), wanted)
  const shell = process.platform === 'win32' // npm is a batch file there
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  const { status } = spawnSync('npm', args, { cwd: cache, shell, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    throw new Error(
      'the peers could not be installed: see above. `npm run bench -- --without-peers` works without them',
    )
  }
  writeFileSync(stamp, wanted)
}

/** Imports a peer, such as `better-auth/plugins`. */
export function importPeer(specifier) {
  return import(pathToFileURL(createRequire(join(cache, 'package.json')).resolve(specifier)).href)
}
