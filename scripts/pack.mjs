// Writes the published packages as tarballs to packed/. A host can install them before they are on npm.

import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, root, runPnpm } from './prepare.mjs'

const target = join(root, 'packed')

await prepare()
rmSync(target, { recursive: true, force: true })
mkdirSync(target)
process.exitCode = await runPnpm(['--filter', './packages/*', '--recursive', 'pack', '--pack-destination', target])
for (const tarball of readdirSync(target)) console.log(join('packed', tarball))
