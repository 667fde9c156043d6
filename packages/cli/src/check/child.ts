// The process that loads the module of the host. The module may hang, exit or print: the parent process survives it.

import { createSecretHider } from '../secrets/hide-secrets.js'
import { collectConsoleWarnings } from './console-warnings.js'
import { inspect, mapTexts, reportOf } from './inspect.js'
import type { Report } from './report.js'

const [, , file = '', exported = '', probe = ''] = process.argv
const hider = createSecretHider(() => process.env)
const storeWarnings = collectConsoleWarnings()
const send = (report: Report) => process.send?.(report)

// Such as the event `error` of a connection that no listener receives.
process.on('uncaughtException', (fault) => send(mapTexts(reportOf(fault), hider.hide)))
// The parent process has ended.
process.on('disconnect', () => process.exit())

const subject = { file, exported: exported === '' ? undefined : exported, probe: probe === 'probe' }
send(await inspect(subject, hider, storeWarnings))
