// Counts the tests of `npm test`, of the rest and of `npm run test:all`, and fails where the first two are not the third.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './prepare.mjs'

const folder = mkdtempSync(join(tmpdir(), 'devicegrant-count-'))
try {
  const [proof, rest, all] = [await list('proof'), await list('rest'), await list('test')]
  // A test that the rest repeats more often is in both.
  const repeated = minus(proof, minus(proof, rest))
  const lost = minus(all, [...minus(proof, repeated), ...rest])
  const strange = minus([...minus(proof, repeated), ...rest], all)
  console.log(`npm test           ${proof.length}`)
  console.log(`npm run test:rest  ${rest.length}, of which ${repeated.length} are repetitions of the above`)
  console.log(`npm run test:all   ${all.length}`)
  for (const test of lost) console.error(`in test:all only: ${test}`)
  for (const test of strange) console.error(`not in test:all: ${test}`)
  if (lost.length + strange.length > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

/** Every test that `vitest run --mode <mode>` would run. */
async function list(mode) {
  const file = join(folder, `${mode}.json`)
  const code = await runTool('vitest/vitest.mjs', ['list', '--mode', mode, `--json=${file}`])
  if (code !== 0) process.exit(code)
  return JSON.parse(readFileSync(file, 'utf8')).map(({ file, name }) => `${file} > ${name}`)
}

/** The first list without the second: a name that is there twice has to be taken out twice. */
function minus(from, taken) {
  const left = new Map()
  for (const name of taken) left.set(name, (left.get(name) ?? 0) + 1)
  return from.filter((name) => {
    const count = left.get(name) ?? 0
    left.set(name, count - 1)
    return count <= 0
  })
}
