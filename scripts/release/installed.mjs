// Installs the tarballs in an empty project, as a stranger gets them, and runs the example of the README there.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { publicPackages, tarballOf } from './packages.mjs'
import { exampleIn, signIn } from './readme-example.mjs'
import { runIn } from './tarballs.mjs'

const address = 'http://127.0.0.1:8080'
const patience = 30_000
const denoFlags = ['--no-prompt', '--no-lock', '--node-modules-dir=manual']
const denoRights = ['--allow-net', '--allow-env', '--allow-read', '--allow-ffi', '--allow-sys']

/** Returns the runtimes, each with the command that installs a project and the command that runs a file. */
export function runtimesOf({ nodes, deno, bun }) {
  const npm = [npmOf(process.env.npm_execpath), 'install', '--no-audit', '--no-fund', '--engine-strict']
  const newest = nodes.toSorted((one, other) => compare(one.version, other.version)).at(-1)
  return [
    // With this flag, npm refuses a dependency that needs a newer Node than ours.
    ...[nodes[0], newest].map(({ version, program }) => ({
      name: `Node ${version}`,
      install: [program, ...npm],
      run: (file) => [program, file],
    })),
    {
      name: `Deno ${deno.version}`,
      install: [newest.program, ...npm],
      run: (file) => [deno.program, 'run', ...denoFlags, ...denoRights, file],
    },
    { name: `Bun ${bun.version}`, install: [bun.program, 'install'], run: (file) => [bun.program, file] },
  ]
}

/** Installs the packages of a checkout and runs the example of its README in a runtime. Throws if anything fails. */
export async function tryExample(checkout, project, { name, install, run }) {
  const example = exampleIn(readFileSync(join(checkout, 'README.md'), 'utf8'))
  mkdirSync(project, { recursive: true })
  const tarballs = Object.fromEntries(
    publicPackages(checkout).map(({ manifest }) => [
      manifest.name,
      `file:${join(checkout, 'packed', tarballOf(manifest))}`,
    ]),
  )
  const versions = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).devDependencies
  const dependencies = Object.fromEntries(
    example.packages.map((name) => [name, tarballs[name] ?? versions[name] ?? 'latest']),
  )
  // All of ours come from the tarballs, also where one needs another.
  const overrides = Object.fromEntries(Object.entries(tarballs).filter(([name]) => !(name in dependencies)))
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides }),
  )
  runIn(project, install[0], install.slice(1), `installing the tarballs with ${name}`)

  for (const [file, code] of example.files) writeFileSync(join(project, file), code)
  const tsc = [
    join(checkout, 'node_modules/typescript/bin/tsc'),
    '--noCheck',
    '--module',
    'nodenext',
    '--target',
    'es2023',
  ]
  runIn(project, process.execPath, [...tsc, ...example.files.keys()], 'compiling the example of README.md')

  const [program, ...args] = run(example.main)
  const env = { DEVICEGRANT_SECRET: randomBytes(32).toString('hex'), NO_COLOR: '1' }
  const server = start(program, args, { env: { ...process.env, ...env }, cwd: project })
  try {
    await untilItServes(server)
    await signIn(address, example.clientId)
  } catch (fault) {
    throw new Error(`${fault.message}\n${server.complaints()}`, { cause: fault })
  } finally {
    await server.stop()
  }
}

function start(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let complaints = ''
  let ended = false
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  child.once('error', (fault) => {
    complaints += fault.message
  })
  const closed = new Promise((resolve) => child.once('close', resolve)).then(() => {
    ended = true
  })
  return {
    complaints: () => complaints,
    hasEnded: () => ended,
    async stop() {
      process.off('exit', kill)
      kill()
      await closed
    },
  }
}

async function untilItServes(server) {
  const end = performance.now() + patience
  while (performance.now() < end) {
    if (server.hasEnded()) throw new Error('the example of README.md ended at its start')
    const response = await fetch(`${address}/device`).catch(() => undefined)
    if (response?.status === 200) return
    await pause(50)
  }
  throw new Error(`the example of README.md does not serve ${address}/device after ${patience} ms`)
}

function npmOf(running) {
  if (running?.endsWith('npm-cli.js')) return running
  throw new Error('run this with npm, as "npm run release:dry", so that it finds the program of npm')
}

function compare(one, other) {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number))
  const at = left.findIndex((part, nth) => part !== right[nth])
  return at === -1 ? 0 : left[at] - right[at]
}
