// Installs and builds a checkout with only Node and npm. It skips a step that is not needed.
// It writes only to stderr; stdout belongs to the program that starts afterwards.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exclusively } from './lock.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const say = (message) => process.stderr.write(`devicegrant: ${message}\n`)

export async function prepare() {
  refuseOldNode()
  const lock = join(root, '.prepare.lock')
  const onWait = (owner) =>
    say(`waiting for process ${owner}, which installs or builds this checkout (it holds ${lock})`)
  await interruptibly(() =>
    exclusively(lock, onWait, async () => {
      await install()
      await build()
    }),
  )
}

/** Runs a program of node_modules and resolves to its exit code. */
export function runTool(script, args, options = {}) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options)
}

/** Runs the pinned pnpm and resolves to its exit code. */
export function runPnpm(args, options = {}) {
  const shell = process.platform === 'win32' // npx is a batch file there
  return run('npx', ['--yes', manifest.packageManager, ...args], { shell, ...options })
}

/** The output goes to stderr unless `stdout` is given. */
function run(command, args, { stdout = 2, env = process.env, shell = false } = {}) {
  return interruptibly(
    () =>
      new Promise((resolve, reject) => {
        // npx starts a shell and another child process. A process group stops all of them together.
        const detached = process.platform !== 'win32'
        const child = spawn(command, args, { cwd: root, env, shell, detached, stdio: ['ignore', stdout, 2] })
        const stop = () => (detached ? process.kill(-child.pid) : child.kill())
        child.once('spawn', () => process.once('exit', stop))
        child.once('error', reject)
        child.once('exit', (code, signal) => {
          process.off('exit', stop)
          resolve(code ?? 128 + constants.signals[signal])
        })
      }),
  )
}

/** A signal ends this process, and its 'exit' event stops the child process and releases the lock. */
async function interruptibly(work) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const exit = (signal) => process.exit(128 + constants.signals[signal])
  for (const signal of signals) process.on(signal, exit)
  try {
    return await work()
  } finally {
    for (const signal of signals) process.off(signal, exit)
  }
}

function refuseOldNode() {
  const wanted = manifest.engines.node.match(/\d+/g).map(Number)
  const given = process.versions.node.split('.').map(Number)
  if (given[0] > wanted[0] || (given[0] === wanted[0] && given[1] >= wanted[1])) return
  say(`this is Node.js ${process.versions.node}, and ${wanted.join('.')} or newer is needed.`)
  say('Install a current release from https://nodejs.org, or run "nvm install 22", and try again.')
  process.exit(1)
}

/** Installs the dependencies, unless the files that determine them are unchanged since the last time. */
async function install() {
  const stamp = join(root, 'node_modules/.cache/devicegrant/installed')
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...workspaces().map((dir) => `${dir}/package.json`),
  ]
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of files) hash.update(`\n${file}\n`).update(readFileSync(join(root, file)))
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  say(`installing the dependencies with ${manifest.packageManager}; the first time takes a minute ...`)
  // With CI, pnpm asks no questions. NODE_ENV=production would leave out the compiler.
  const env = { ...process.env, CI: 'true', NODE_ENV: 'development' }
  const code = await runPnpm(['install', '--frozen-lockfile'], { env })
  if (code !== 0) fail('the dependencies could not be installed: see above', code)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Builds the packages. If nothing has changed, tsc needs a tenth of a second. */
async function build() {
  const code = await runTool('typescript/bin/tsc', ['-b'])
  if (code !== 0) fail('the sources do not compile: see above', code)
  for (const dir of workspaces().filter((dir) => existsSync(join(root, dir, 'src'))))
    removeOrphans(join(root, dir, 'src'), join(root, dir, 'dist'))
}

/** Removes the output of deleted sources and of older settings, because tsc keeps it and it would be published. */
function removeOrphans(src, dist) {
  for (const file of readdirSync(dist, { recursive: true })) {
    const [, name, kind] = /^(.+)\.(js|js\.map|d\.ts)$/.exec(file) ?? []
    if (name !== undefined && (kind === 'js.map' || !existsSync(join(src, `${name}.ts`)))) rmSync(join(dist, file))
  }
}

function workspaces() {
  return ['packages', 'examples']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((dir) => existsSync(join(root, dir, 'package.json')))
}

function fail(message, code) {
  say(message)
  process.exit(code)
}
