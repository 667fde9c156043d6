// The process that loads the module of the host, and tries one law after the other. The module may hang, exit or print: the parent
// process survives it.

import { messageOf } from '../host-module/describe-fault.js'
import { mapFinding, ownDocs } from '../host-module/finding.js'
import { findingsOf } from '../host-module/findings-of.js'
import { loadModule } from '../host-module/load-module.js'
import { createSecretHider } from '../secrets/hide-secrets.js'
import { capabilitiesOf, type FoundStore, findStores } from './find-stores.js'
import { lawMessageOf } from './law-message.js'
import { type ChildMessage, isParentMessage, type ParentMessage } from './messages.js'
import { storeKinds } from './store-kinds.js'

const [, , file = ''] = process.argv
const { hide } = createSecretHider(() => process.env)
const send = (message: ChildMessage) => process.send?.(message)
const problemsOf = (fault: unknown) => findingsOf(fault).map((finding) => mapFinding(finding, hide))
let isReady = false

// Such as the event `error` of a connection that no listener receives.
process.on('uncaughtException', (fault) =>
  send(
    isReady ? { kind: 'crashed', message: hide(messageOf(fault)) } : { kind: 'unusable', problems: problemsOf(fault) },
  ),
)
// The parent process has ended.
process.on('disconnect', () => process.exit())

try {
  const module = await loadModule(file)
  const stores = await findStores(module)
  process.on('message', async (message) => {
    if (isParentMessage(message)) send(await replyTo(message, module, stores))
  })
  isReady = true
  send({
    kind: 'ready',
    stores: stores.map(({ store, exported, subject }) => ({ store, exported, capabilities: capabilitiesOf(subject) })),
  })
} catch (fault) {
  send({ kind: 'unusable', problems: problemsOf(fault) })
}

async function replyTo(message: ParentMessage, module: object, stores: readonly FoundStore[]): Promise<ChildMessage> {
  if (message.kind === 'cleanUp') return cleanUp(module)
  try {
    const found = stores.find(({ store }) => store === message.store)
    if (found === undefined) throw new Error(`the module no longer exports ${message.store}`)
    await storeKinds[message.store].tryLaw(message.id, found.subject)
    return { kind: 'kept' }
  } catch (fault) {
    return { kind: 'broken', message: hide(lawMessageOf(fault)) }
  }
}

async function cleanUp(module: object): Promise<ChildMessage> {
  const work: unknown = Reflect.get(module, 'cleanUp')
  try {
    if (typeof work === 'function') await work()
    return { kind: 'cleaned', problems: [] }
  } catch (fault) {
    const message = hide(`cleanUp of the module failed: ${messageOf(fault)}`)
    return { kind: 'cleaned', problems: [{ code: 'clean-up-failed', message, docs: ownDocs }] }
  }
}
