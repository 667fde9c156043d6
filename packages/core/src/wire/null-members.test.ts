import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { auth0, yoto } from './dialects/auth0/auth0.js'
import { dreadnode, dreadnodeUnversioned } from './dialects/dreadnode/dreadnode.js'
import { entra } from './dialects/entra/entra.js'
import { github } from './dialects/github/github.js'
import { google } from './dialects/google/google.js'
import { oracle } from './dialects/oracle/oracle.js'
import { keycloak } from './dialects/realms/keycloak.js'
import { oktaServer } from './dialects/realms/okta-server.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { readCommand } from './read-command.js'

// RFC 8628 §3.1: a parameter without a value counts as omitted. In JSON, null is no value.

const dialects = [
  rfc8628,
  oracle,
  auth0,
  yoto,
  dreadnode,
  dreadnodeUnversioned,
  entra,
  github,
  google,
  keycloak,
  oktaServer,
]

/** The parameters that any endpoint of any dialect needs. */
const needed = {
  client_id: 'tv',
  response_type: 'device_code',
  scope: 'read',
  device_code: 'x',
  code: 'x',
  refresh_token: 'x',
  token: 'x',
  username: 'alice',
  password: 'x',
}
const optional = [
  ...['client_secret', 'client_assertion', 'client_assertion_type', 'resource', 'audience', 'device_label'],
  ...['token_type_hint', 'refresh_cookie', 'access_cookie', 'x'],
]
const nulls = Object.fromEntries(optional.map((name) => [name, null]))

const requests = dialects.flatMap(({ name, endpoints, anonymousClient }) =>
  endpoints.flatMap((endpoint) => {
    const { reads, path } = endpoint
    const grants = 'operation' in reads ? [{}] : Object.keys(reads.byGrantType).map((grant) => ({ grant_type: grant }))
    const sender = { authorization: undefined, anonymousClient }
    return grants.map((grant) => ({ name, path, endpoint, sender, sent: { ...needed, ...grant } }))
  }),
)

describe('a member that is null', () => {
  it.each(requests)('counts as omitted at $path of $name, $sent.grant_type', ({ endpoint, sender, sent }) => {
    const command = readCommand(endpoint, sent, sender)
    expect(isProblem(command)).toBe(false)
    expect(readCommand(endpoint, { ...sent, ...nulls }, sender)).toEqual(command)
  })

  it.each(requests)(
    'is missing if it is required, at $path of $name, $sent.grant_type',
    ({ endpoint, sender, sent }) => {
      for (const name of Object.keys(sent)) {
        const without = Object.fromEntries(Object.entries(sent).filter(([other]) => other !== name))
        const outcome = readCommand(endpoint, { ...sent, [name]: null }, sender)
        const omitted = readCommand(endpoint, without, sender)
        if (isProblem(omitted)) expect(outcome).toMatchObject({ code: omitted.code, description: omitted.description })
        else expect(outcome).toEqual(omitted)
      }
    },
  )
})
