// Runs the browser tests with a Chromium or Chrome of this machine. It downloads no browser.

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { prepare, runTool } from './prepare.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const candidates = process.env.CHROMIUM_PATH
  ? [process.env.CHROMIUM_PATH]
  : [
      ...process.env.PATH.split(delimiter).flatMap((dir) => names.map((name) => join(dir, name))),
      ...names.map((name) => join('/usr/bin', name)),
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ]
const browser = candidates.find((path) => existsSync(path))
if (browser === undefined) {
  console.error(
    process.env.CHROMIUM_PATH
      ? `The browser tests found no browser at CHROMIUM_PATH (${process.env.CHROMIUM_PATH}).`
      : 'The browser tests need Chromium or Chrome, and found none. On Debian: apt-get install chromium. Elsewhere: set CHROMIUM_PATH.',
  )
  process.exit(1)
}

await prepare()
const args = ['run', '--config', 'vitest.browser.config.ts', ...process.argv.slice(2)]
process.exitCode = await runTool('vitest/vitest.mjs', args, {
  stdout: 1,
  env: { ...process.env, CHROMIUM_PATH: browser },
})
