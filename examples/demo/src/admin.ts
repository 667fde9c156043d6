import type { DeviceGrantService, Grant } from '@devicegrant/core'
import express, { type Router } from 'express'
import { z } from 'zod'
import type { DemoAccounts } from './accounts.js'
import type { ClientChange, DemoClients } from './clients.js'

const accountChange = z.strictObject({ disabled: z.boolean().optional(), password: z.string().min(1).optional() })

// The wire names of the grants that the fixtures can have.
const grants = {
  'urn:ietf:params:oauth:grant-type:device_code': 'deviceCode',
  refresh_token: 'refreshToken',
  password: 'password',
} as const

const clientChange = z.strictObject({
  disabled: z.boolean().optional(),
  grant_types: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
})

/** Changes fixtures while the server runs, to try what happens then. For a demo only: nobody is asked who they are. */
export function adminRoutes(
  accounts: DemoAccounts,
  clients: DemoClients,
  service: Pick<DeviceGrantService, 'endGrants'>,
): Router {
  const router = express.Router()
  router.use(express.json())
  router.patch('/accounts/:username', async (request, response) => {
    const change = accountChange.safeParse(request.body)
    if (!change.success) return void response.status(400).json({ error: z.prettifyError(change.error) })
    const { disabled, password } = change.data
    const account = await accounts.change(request.params.username, {
      ...(disabled !== undefined && { disabled }),
      ...(password !== undefined && { password }),
    })
    if (account === undefined) return void response.status(404).json({ error: 'no such account' })
    const { username, subject, passwordHash } = account
    // Whoever is disabled, or has a new password, is signed out everywhere: what was granted before is over for good.
    if (disabled === true || password !== undefined) await service.endGrants({ subject })
    response.json({ username, sub: subject, disabled: account.disabled === true, password: passwordHash !== undefined })
  })
  router.patch('/clients/:clientId', async (request, response) => {
    const change = clientChange.safeParse(request.body)
    if (!change.success) return void response.status(400).json({ error: z.prettifyError(change.error) })
    const client = clients.change(request.params.clientId, readClientChange(change.data))
    if (client === undefined) return void response.status(404).json({ error: 'no such client' })
    if (change.data.disabled === true) await service.endGrants({ clientId: client.clientId })
    response.json({
      client_id: client.clientId,
      disabled: client.disabled === true,
      grant_types: Object.entries(grants).flatMap(([name, grant]) => (client.grants.includes(grant) ? [name] : [])),
      scopes: client.scopes,
    })
  })
  return router
}

function readClientChange({ disabled, grant_types: grantTypes, scopes }: z.infer<typeof clientChange>): ClientChange {
  return {
    ...(disabled !== undefined && { disabled }),
    ...(grantTypes !== undefined && { grants: grantsNamed(grantTypes) }),
    ...(scopes !== undefined && { scopes }),
  }
}

// Grants that this server does not have are left out, as the answer shows.
function grantsNamed(names: readonly string[]): readonly Grant[] {
  return Object.entries(grants).flatMap(([name, grant]) => (names.includes(name) ? [grant] : []))
}
