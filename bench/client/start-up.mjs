// How long command lines need until they have said that there are no tokens.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spreadOf } from '../pair.mjs'

const pathOf = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url))
const subjects = [
  ['node -e 0', ['--eval', '0']],
  ['@devicegrant/client, ./file', [pathOf('ours.mjs')]],
  ['@devicegrant/client, ./file, ./terminal', [pathOf('ours-with-terminal.mjs')]],
  ['openid-client, a JSON file', [pathOf('openid-client.mjs')]],
]

/** Starts each command line so many times, in the order A B C and then C B A. Ratios compare two runs of the same pass. */
export function measureStartUp(passes) {
  const directory = mkdtempSync(join(tmpdir(), 'devicegrant-bench-'))
  try {
    for (const [, args] of subjects) runOnce(args, directory)
    const runs = new Map(subjects.map(([name]) => [name, []]))
    for (let pass = 0; pass < passes; pass++) {
      for (const [name, args] of pass % 2 === 0 ? subjects : subjects.toReversed()) {
        runs.get(name).push(runOnce(args, directory))
      }
    }
    return summary(runs)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function runOnce(args, directory) {
  const startedAt = performance.now()
  const { status, output } = spawnSync(process.execPath, ['--require', pathOf('report-cpu.cjs'), ...args, directory], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  const wall = performance.now() - startedAt
  const [, stdout, stderr, cpu] = output
  const isPlain = args[0] === '--eval'
  if (status !== 0 || isPlain === `${stdout}${stderr}`.includes('not signed in')) {
    throw new Error(`${args} ended with ${status}: ${stdout}${stderr}`)
  }
  return { wall, cpu: Number(cpu) / 1_000 }
}

function summary(runs) {
  const [plain] = runs.values()
  return [...runs].map(([name, own]) => ({
    name,
    ...Object.fromEntries(
      ['wall', 'cpu'].map((by) => [
        by,
        {
          milliseconds: spreadOf(own.map((run) => run[by])),
          ratio: spreadOf(own.map((run, pass) => run[by] / plain[pass][by])),
        },
      ]),
    ),
  }))
}
