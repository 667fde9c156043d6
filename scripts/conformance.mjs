// Judges the servers of implementations/ by what the standards say: `npm run conformance`, or `npm run conformance -- oidc-provider`
// for some of them. Writes implementations/results/ and docs/conformance.md.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, stderr } from 'node:process'
import { prepare } from './prepare.mjs'

await prepare()
// They import packages, which `prepare` may have just installed and built.
const { judgeServer } = await import('./conformance/judge-server.mjs')
const { servers } = await import('./conformance/servers.mjs')
const { results, writePage } = await import('./conformance/pages.mjs')

const names = argv.slice(2)
const unknown = names.find((name) => !servers.some((server) => server.name === name))
if (unknown !== undefined) {
  stderr.write(`There is no server ${unknown}. There are: ${servers.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

mkdirSync(results, { recursive: true })
for (const server of servers.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const result = await judgeServer(server, ({ kind, done, total, id }) => {
    if (stderr.isTTY || done % 25 === 0)
      stderr.write(`${server.name}, ${kind} client: ${done + 1} of ${total}, ${id}\n`)
  })
  writeFileSync(join(results, `${server.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
  stderr.write(`${server.name}: ${result.failures.length} of ${Object.keys(result.outcomes).length} audits failed\n`)
}
stderr.write(`wrote ${await writePage()}\n`)
