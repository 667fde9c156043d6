import type { Command } from '../commands/command.js'
import { envFileIn, existingFile, moduleIn, timeoutIn } from '../commands/module-words.js'
import { colorsFor } from '../terminal/colors.js'
import { printed } from './print-report.js'
import { reportOfChild } from './run-child.js'

const defaultTimeout = 10

/** Checks the configuration that a module exports. */
export const check: Command = {
  summary: 'checks the configuration that a module exports, before it is deployed',
  help: `Usage: devicegrant check <module> [options]

Imports a module of yours, and takes its export "default", "grant" or "options": the options of createDeviceGrant, the grant that it
returned, or a function that returns one of the two. Lists every wrong option and every warning, and what the grant serves.

The module is loaded in a process of its own, which is ended afterwards. What the module prints is dropped. Known secrets are hidden.

Options:
  --probe              also calls each store and the token issuer once
  --production         sets NODE_ENV=production: some warnings come only then
  --strict             a warning is a problem
  --json               prints the report as JSON
  --export <name>      takes this export
  --env-file <file>    reads environment variables from this file
  --timeout <seconds>  how long the module may take (${defaultTimeout})

Exit codes: 0 no problem, 1 problems, 2 wrong words on the command line.

Examples:
  devicegrant check grant.js --production
  devicegrant check dist/grant.js --probe --json
`,
  options: {
    probe: { type: 'boolean' },
    production: { type: 'boolean' },
    strict: { type: 'boolean' },
    json: { type: 'boolean' },
    export: { type: 'string' },
    'env-file': { type: 'string' },
    timeout: { type: 'string' },
  },
  async run(given, terminal) {
    const { flags, texts } = given
    const module = moduleIn(given, 'check', 'grant.js')
    const report = await reportOfChild({
      file: existingFile(module),
      exported: texts.get('export') ?? '',
      probe: flags.has('probe'),
      timeout: timeoutIn(given, defaultTimeout),
      envFile: envFileIn(given),
      production: flags.has('production'),
    })
    const isGood = report.problems.length === 0 && !(flags.has('strict') && report.warnings.length > 0)
    terminal.write(
      flags.has('json')
        ? `${JSON.stringify({ ok: isGood, module, ...report }, undefined, 2)}\n`
        : printed(module, report, colorsFor(terminal.hasColors)),
    )
    return isGood ? 0 : 1
  },
}
