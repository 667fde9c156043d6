import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../prepare.mjs'

const directory = join(root, 'node_modules/.cache/devicegrant/runtimes')
const modules = join(directory, 'node_modules')

const pinned = { deno: '2.9.6', bun: '1.4.5', workerd: '1.20261117.1', esbuild: '0.28.2' }
// The oldest Node that `engines` allows, and one of each line, old enough that the code cannot rely on recent fixes.
const pinnedNodes = [oldestNode(), '20.19.5', '22.20.0', '24.9.0']

/**
 * Installs the pinned runtimes with npm into a cache folder: about 900 MB. They are no dependencies, because only these tests
 * need them. Their install scripts do not run; each program is in a package for its platform.
 */
export function installRuntimes(say) {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const dependencies = {
    ...pinned,
    ...Object.fromEntries(
      pinnedNodes.map((version) => [`node-${version}`, `npm:node-${os}-${process.arch}@${version}`]),
    ),
  }
  const wanted = JSON.stringify({ private: true, dependencies }, undefined, 2)
  const stamp = join(directory, 'installed.json')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    say(`installing ${Object.keys(dependencies).join(', ')} into ${directory}; the first time takes a minute or two`)
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'package.json'), wanted)
    const shell = process.platform === 'win32' // npm is a batch file there
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
    const { status } = spawnSync('npm', args, { cwd: directory, shell, stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new Error('the runtimes could not be installed: see above')
    writeFileSync(stamp, wanted)
  }
  return {
    nodes: pinnedNodes.map((version) => ({
      version,
      program: programIn(`node-${version}`, ['bin/node', 'bin/node.exe']),
    })),
    deno: { version: pinned.deno, program: programOf('@deno', '', ['deno', 'deno.exe']) },
    bun: { version: pinned.bun, program: programOf('@oven', '', ['bin/bun', 'bin/bun.exe']) },
    workerd: {
      version: pinned.workerd,
      program: programOf('@cloudflare', 'workerd-', ['bin/workerd', 'bin/workerd.exe']),
    },
    esbuild: createRequire(join(directory, 'package.json'))('esbuild'),
  }
}

function oldestNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [major, minor = '0', patch = '0'] = engines.node.match(/\d+/g)
  return `${major}.${minor}.${patch}`
}

/** Finds the package for this platform. npm installs only the optional packages that fit this machine. */
function programOf(scope, prefix, files) {
  const [name] = existsSync(join(modules, scope))
    ? readdirSync(join(modules, scope)).filter((name) => name.startsWith(prefix))
    : []
  if (name === undefined)
    throw new Error(`there is no package ${scope}/${prefix}… for ${process.platform} on ${process.arch}`)
  return programIn(join(scope, name), files)
}

function programIn(name, files) {
  const program = files.map((file) => join(modules, name, file)).find((path) => existsSync(path))
  if (program === undefined) throw new Error(`there is no program ${files[0]} in the package ${name}`)
  return program
}
