// Builds the site of the documents, or serves it: `docs.mjs build`, `docs.mjs dev`, `docs.mjs preview`.

import { prepare, runTool } from './prepare.mjs'

const [command, ...rest] = process.argv.slice(2)
if (!['build', 'dev', 'preview'].includes(command)) {
  console.error('usage: docs.mjs build | dev | preview [options of VitePress]')
  process.exit(2)
}

await prepare()
process.exitCode = await runTool('vitepress/bin/vitepress.js', [command, 'docs', ...rest], { stdout: 1 })
