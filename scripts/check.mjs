// Runs all checks of the project, and stops at the first failure.
// `--without proof` skips a step that the caller has just run.

import { prepare, runTool } from './prepare.mjs'

const steps = [
  { name: 'lint', command: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['typescript/bin/tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'examples', command: ['typescript/bin/tsc', '-p', 'examples/tsconfig.json'] },
  { name: 'unused', command: ['knip/bin/knip.js'] },
  // The two parts of `npm run test:all`, the quick one first.
  { name: 'proof', command: ['vitest/vitest.mjs', 'run', '--mode', 'proof'] },
  { name: 'rest', command: ['vitest/vitest.mjs', 'run', '--mode', 'rest'] },
  { name: 'packaging', command: ['vitest/vitest.mjs', 'run', '--config', 'vitest.packaging.config.ts'] },
]

const [flag, ...without] = process.argv.slice(2)
const unknown = without.filter((name) => !steps.some((step) => step.name === name))
if ((flag !== undefined && flag !== '--without') || unknown.length > 0) {
  console.error(`usage: check [--without <step>...]   steps: ${steps.map((step) => step.name).join(', ')}`)
  process.exit(2)
}

console.log('\n▶ build (install, compile the sources)')
await prepare()
for (const { name, command } of steps.filter((step) => !without.includes(step.name))) {
  console.log(`\n▶ ${name}`)
  const [script, ...args] = command
  const code = await runTool(script, args, { stdout: 1 })
  if (code !== 0) {
    console.log(`\n✖ ${name} failed`)
    process.exit(code)
  }
}
console.log('\n✔ all checks passed')
