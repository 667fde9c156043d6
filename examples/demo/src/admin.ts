import type { DeviceGrantService, GrantType } from '@devicegrant/core'
import * as z from 'zod'
import type { DemoAccounts } from './accounts.js'
import type { ClientChange, DemoClients } from './clients.js'
import { type HostRoute, json } from './routes.js'

const accountChange = z.strictObject({ disabled: z.boolean().optional(), password: z.string().min(1).optional() })

// The names on the wire of the grant types that the fixtures can have.
const grantTypes = {
  'urn:ietf:params:oauth:grant-type:device_code': 'device_code',
  refresh_token: 'refresh_token',
  password: 'password',
} as const

const clientChange = z.strictObject({
  disabled: z.boolean().optional(),
  grant_types: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
  // Ends what the client got in a time, and in a network.
  revoke: z
    .strictObject({ from: z.number().optional(), until: z.number().optional(), network: z.string().optional() })
    .optional(),
})

/** Returns routes that change fixtures while the server runs. For a demo only: every caller may use them. */
export function adminRoutes(
  accounts: DemoAccounts,
  clients: DemoClients,
  service: Pick<DeviceGrantService, 'revokeGrants'>,
): readonly HostRoute[] {
  return [
    {
      method: 'PATCH',
      path: '/demo/accounts/:name',
      async respond({ name, body }) {
        const change = accountChange.safeParse(body)
        if (!change.success) return json(400, { error: z.prettifyError(change.error) })
        const { disabled, password } = change.data
        const account = await accounts.change(name, {
          ...(disabled !== undefined && { disabled }),
          ...(password !== undefined && { password }),
        })
        if (account === undefined) return json(404, { error: 'no such account' })
        const { username, subject, passwordHash } = account
        // A disabled account, and an account with a new password, is signed out everywhere: all its grants end.
        if (disabled === true || password !== undefined) await service.revokeGrants({ subject })
        const hasPassword = passwordHash !== undefined
        return json(200, { username, sub: subject, disabled: account.disabled === true, password: hasPassword })
      },
    },
    {
      method: 'PATCH',
      path: '/demo/clients/:name',
      async respond({ name, body }) {
        const change = clientChange.safeParse(body)
        if (!change.success) return json(400, { error: z.prettifyError(change.error) })
        const client = clients.change(name, readClientChange(change.data))
        if (client === undefined) return json(404, { error: 'no such client' })
        const { clientId } = client
        if (change.data.disabled === true) await service.revokeGrants({ clientId })
        const wrong = change.data.revoke && (await revokeWindow(service, clientId, change.data.revoke))
        if (wrong !== undefined) return json(400, { error: wrong })
        return json(200, {
          client_id: client.clientId,
          disabled: client.disabled === true,
          grant_types: Object.entries(grantTypes).flatMap(([known, grantType]) =>
            client.grantTypes.includes(grantType) ? [known] : [],
          ),
          scopes: client.scopes,
        })
      },
    },
  ]
}

function readClientChange({ disabled, grant_types: grantTypes, scopes }: z.infer<typeof clientChange>): ClientChange {
  return {
    ...(disabled !== undefined && { disabled }),
    ...(grantTypes !== undefined && { grantTypes: grantTypesNamed(grantTypes) }),
    ...(scopes !== undefined && { scopes }),
  }
}

type Revoked = NonNullable<z.infer<typeof clientChange>['revoke']>

/** Ends what a client got in a window. Returns what is wrong with the window, if anything is. */
async function revokeWindow(
  service: Pick<DeviceGrantService, 'revokeGrants'>,
  clientId: string,
  { from, until, network }: Revoked,
): Promise<string | undefined> {
  const times = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
  try {
    await service.revokeGrants({ clientId, window: { ...times, ...(network !== undefined && { network }) } })
    return undefined
  } catch (fault) {
    if (fault instanceof TypeError) return fault.message
    throw fault
  }
}

// Unknown grant types are left out. The response shows the rest.
function grantTypesNamed(names: readonly string[]): readonly GrantType[] {
  return Object.entries(grantTypes).flatMap(([name, grantType]) => (names.includes(name) ? [grantType] : []))
}
