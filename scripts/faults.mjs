// Runs races and faults with real Redis servers and several processes. It takes long. The same seed gives the same run.
// `--quick` runs a part of each test, in about five minutes; `--seed <text>` repeats a run; other arguments are test names.

import { randomInt } from 'node:crypto'
import { prepare, runTool } from './prepare.mjs'

const words = process.argv.slice(2)
const quick = words.includes('--quick')
const at = words.indexOf('--seed')
const seed = at === -1 ? String(randomInt(1_000_000_000)) : words[at + 1]
if (seed === undefined) {
  console.error('usage: test:faults [--quick] [--seed <text>] [a part of the name of a file or a test]')
  process.exit(2)
}
const rest = words.filter((word, nth) => word !== '--quick' && (at === -1 || (nth !== at && nth !== at + 1)))

await prepare()
const scale = quick ? '0.03' : '1'
console.log(`faults: seed ${seed}, ${quick ? 'a short run' : 'everything'}`)
const code = await runTool('vitest/vitest.mjs', ['run', '--config', 'vitest.faults.config.ts', ...rest], {
  stdout: 1,
  env: { ...process.env, FAULTS_SEED: seed, FAULTS_SCALE: scale },
})
console.log(
  `faults: ${code === 0 ? 'all passed' : 'FAILED'}; to repeat this run: test:faults ${quick ? '--quick ' : ''}--seed ${seed}`,
)
process.exitCode = code
