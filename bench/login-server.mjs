// The server of login-flood.mjs: `node bench/login-server.mjs <checkout>`, on a free port of loopback.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [checkout = '.'] = process.argv.slice(2)
const load = (file) => import(pathToFileURL(join(checkout, 'packages', file)).href)
const { createDeviceGrant, nodeListener } = await load('core/dist/index.js')
const { createArgon2Hasher } = await load('core/dist/argon2.js')
const { createFakeHost } = await load('testing/dist/index.js')
const { createMemoryStores } = await load('store-memory/dist/index.js')

// With the default limits, unless LIMITS is off.
const { options } = createFakeHost(process.env.LIMITS === 'off' ? {} : { limits: {} })
const hasher = createArgon2Hasher()
const passwordHash = await hasher.hash('the right password')
const accountOf = (name) => ({ subject: name, username: name, passwordHash })
const grant = createDeviceGrant({
  ...options,
  stores: createMemoryStores(),
  trustedProxies: ['127.0.0.1'],
  accounts: { findAccount: async (name) => accountOf(name), findByUsername: async (name) => accountOf(name) },
  passwordLogin: { ...options.passwordLogin, hasher },
})
const server = createServer(nodeListener(grant)).listen(0, '127.0.0.1', () => {
  process.send?.(server.address().port)
})
process.once('disconnect', () => process.exit())
