// A command that asks for an access token whenever a line comes, and prints how that ended. The line is the least life of the
// token in milliseconds, or nothing.
import { createInterface } from 'node:readline'
import { createDeviceClient, DeviceLoginError } from '@devicegrant/client'
import { fileTokens } from '@devicegrant/client/file'

const { issuer, clientId, directory, name, hasLock } = JSON.parse(process.env.FAULTS_CLIENT)
const say = (word, detail) => process.stdout.write(`${word} ${detail}\n`)

const files = fileTokens({ app: 'faults', directory })
const place = {
  ...files,
  open(owner, report) {
    const store = files.open(owner, report)
    return hasLock ? store : { ...store, exclusive: (run) => run() }
  },
}

const auth = createDeviceClient({
  issuer,
  clientId,
  tokens: place,
  // A busy machine may need more than the ten seconds of the default.
  requestTimeout: 60_000,
  fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, 'x-process': name } }),
  onEvent: ({ type }) => say('event', type),
})

say('ready', name)
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say('token', await auth.accessToken(line === '' ? {} : { minLife: Number(line) }))
  } catch (thrown) {
    if (!(thrown instanceof DeviceLoginError)) throw thrown
    say('failed', `${thrown.code}: ${thrown.message}`)
  }
}
