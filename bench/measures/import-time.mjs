// Prints how long a new process needs to import core and what it rests on: `node import-time.mjs <processes>`. Milliseconds.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { spreadOf } from '../pair.mjs'

const core = fileURLToPath(new URL('../../packages/core/', import.meta.url))
const modules = {
  '@devicegrant/core': './dist/index.js',
  '@devicegrant/core/jwt': './dist/jwt.js',
  '@devicegrant/core/argon2': './dist/argon2.js',
  zod: 'zod',
}
const times = Object.fromEntries(Object.keys(modules).map((name) => [name, []]))
for (let run = 0; run < Number(process.argv[2]); run++) {
  for (const [name, specifier] of Object.entries(modules)) times[name].push(timeOf(specifier))
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, all]) => [name, spreadOf(all)]))))

function timeOf(specifier) {
  const program = `const start = performance.now(); await import('${specifier}'); console.log(performance.now() - start)`
  const args = ['--input-type=module', '--eval', program]
  return Number(spawnSync(process.execPath, args, { cwd: core, encoding: 'utf8' }).stdout)
}
