import type { Command } from '../commands/command.js'
import { envFileIn, moduleIn, timeoutIn } from '../commands/module-words.js'
import { colorsFor } from '../terminal/colors.js'
import { progressOn } from '../terminal/progress.js'
import { addressOf } from './module-address.js'
import { countsOf, printed } from './print-results.js'
import { tryLaws } from './try-laws.js'

const defaultTimeout = 20

/** Tries the laws of @devicegrant/testing on the stores that a module makes. */
export const checkStore: Command = {
  summary: 'tries the laws of stores on a store of your own',
  help: `Usage: devicegrant check-store <module> [options]

Imports a module of yours, a file or a package, and tries the laws of @devicegrant/testing on the stores that it makes, one law after
the other. The module exports a function for each store, which makes an empty store that shares nothing with another one:

  authorizations   makes the store of device authorizations
  families         makes the store of token families
  jtis             makes the store of used names
  limits           makes the store of tries
  default          makes the store of device authorizations, or an object with several stores by the names above

In place of the function, an export may be an object with createStore, and with what more laws need: now and advance, createTwins,
createFailingStore. If the module exports cleanUp, it is called after the last law.

The module is loaded in a process of its own, which is ended afterwards. What the module prints is dropped. Known secrets are hidden.

Options:
  --json               prints the results as JSON
  --env-file <file>    reads environment variables from this file
  --timeout <seconds>  how long the loading of the module, and each law, may take (${defaultTimeout})

Exit codes: 0 no law failed, 1 a law failed or the module has a problem, 2 wrong words on the command line.

Examples:
  devicegrant check-store ./my-store.js
  devicegrant check-store my-store-package/laws --json
`,
  options: {
    json: { type: 'boolean' },
    'env-file': { type: 'string' },
    timeout: { type: 'string' },
  },
  async run(given, terminal) {
    const module = moduleIn(given, 'check-store', './my-store.js')
    const timeout = timeoutIn(given, defaultTimeout)
    const envFile = envFileIn(given)
    const file = addressOf(module)
    const progress = progressOn(terminal)
    progress.show(`loading ${module}`)
    const onLaw = (law: { store: string; id: string }, nth: number, count: number) =>
      progress.show(`${nth} of ${count}: ${law.store}, ${law.id}`)
    const report = await tryLaws({ file, timeout, envFile, onLaw })
    progress.end()
    const counts = countsOf(report.results)
    const isGood = report.problems.length === 0 && counts.failed === 0
    terminal.write(
      given.flags.has('json')
        ? `${JSON.stringify({ ok: isGood, module, ...counts, ...report }, undefined, 2)}\n`
        : printed(module, report, colorsFor(terminal.hasColors)),
    )
    return isGood ? 0 : 1
  },
}
