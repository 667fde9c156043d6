import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import * as z from 'zod'

// Clients as the documents of four systems describe them, written from those documents alone: they know nothing of us.

const run = promisify(execFile)

/** What curl prints of an answer, and its status. */
export async function curl(...args: readonly string[]): Promise<{ readonly status: number; readonly body: unknown }> {
  const { stdout } = await run('curl', ['--silent', '--write-out', '\n%{http_code}', ...args])
  const lines = stdout.split('\n')
  const status = Number(lines.pop())
  const text = lines.join('\n')
  return { status, body: text === '' ? undefined : JSON.parse(text) }
}

const yotoStarted = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri_complete: z.url(),
  expires_in: z.number().default(300),
  interval: z.number().default(5),
})
const yotoTokens = z.object({ access_token: z.string(), refresh_token: z.string() })
const yotoError = z.object({ error: z.string(), error_description: z.string().optional() })

/** Somebody who is shown a code, and does something about it. */
export type Shown = (userCode: string) => Promise<unknown>

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })

/** Yoto's published sample: it looks for everything that is not a success under 403, and knows no end of its own. */
export async function yotoLogin(server: string, clientId: string, shown: Shown): Promise<z.infer<typeof yotoTokens>> {
  const audience = 'https://api.yotoplay.com'
  const asked = { client_id: clientId, scope: 'profile offline_access', audience }
  const started = yotoStarted.parse(await (await fetch(`${server}/oauth/device/code`, form(asked))).json())
  await shown(started.user_code)
  let interval = started.interval * 1_000
  for (;;) {
    const poll = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: started.device_code,
      client_id: clientId,
      audience,
    }
    const response = await fetch(`${server}/oauth/token`, form(poll))
    if (response.ok) return yotoTokens.parse(await response.json())
    if (response.status !== 403) throw new Error(`token request failed: ${response.statusText}`)
    const { error, error_description: description } = yotoError.parse(await response.json())
    if (error === 'slow_down') interval += 5_000
    else if (error === 'expired_token') throw new Error('the device code has expired, start again')
    else if (error !== 'authorization_pending') throw new Error(description ?? error)
    await wait(interval)
  }
}

/** Yoto's published refresh: the answer has a new refresh token, and the old one is of no use. */
export async function yotoRefresh(server: string, clientId: string, refreshToken: string) {
  const asked = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }
  return yotoTokens.parse(await (await fetch(`${server}/oauth/token`, form(asked))).json())
}

const googleStarted = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_url: z.url(),
  expires_in: z.int(),
  interval: z.int(),
})
const googleTokens = z.object({
  access_token: z.string(),
  expires_in: z.int(),
  scope: z.string(),
  token_type: z.literal('Bearer'),
  refresh_token: z.string().optional(),
})

/** How a client of Google waits, and the `code` or `device_code` of its polls with their grant type. */
export interface GoogleWords {
  readonly grantType: string
  readonly code: 'code' | 'device_code'
  readonly pause: (seconds: number) => Promise<unknown>
}

/** Google's documents and its old libraries: they look at the word of an error, and their statuses say the same. */
export async function googleLogin(
  server: string,
  client: { readonly client_id: string; readonly client_secret: string },
  shown: Shown,
  { grantType, code, pause }: GoogleWords,
) {
  const statuses: number[] = []
  const asked = { client_id: client.client_id, scope: 'read offline_access' }
  const started = googleStarted.parse(await (await fetch(`${server}/device/code`, form(asked))).json())
  await shown(started.user_code)
  for (;;) {
    await pause(started.interval)
    const poll = { ...client, grant_type: grantType, [code]: started.device_code }
    const response = await fetch(`${server}/token`, form(poll))
    statuses.push(response.status)
    if (response.ok) return { statuses, ...googleTokens.parse(await response.json()) }
    const { error, error_description: description } = yotoError.parse(await response.json())
    if (response.status !== 428 || error !== 'authorization_pending') {
      throw new Error(`${response.status} ${error} ${description}`)
    }
  }
}

const dreadnodeStarted = z.object({
  id: z.uuid(),
  completed: z.boolean(),
  device_code: z.string(),
  user_code: z.string(),
  verification_url: z.url(),
  expires_at: z.iso.datetime(),
  expires_in: z.int(),
})
const organization = z.object({ key: z.string(), name: z.string() })
const dreadnodeTokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  orgs: z.array(organization).default([]),
  default_org: organization.nullish(),
})

/** Dreadnode's command line: 200 is done, 401 is "not yet", everything else is the end. Reads `exp` from both tokens. */
export async function dreadnodeLogin(
  server: string,
  prefix: string,
  pause: number,
  shown: (url: string) => Promise<unknown>,
) {
  const code = await fetch(`${server}${prefix}/device/code`, { method: 'POST' })
  if (!code.ok) throw new Error(await code.text())
  const { device_code: deviceCode, user_code: userCode } = dreadnodeStarted.parse(await code.json())
  // It builds the address itself.
  await shown(`${server}/account/device?code=${userCode}`)
  for (;;) {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ device_code: deviceCode })
    const response = await fetch(`${server}${prefix}/device/token`, { method: 'POST', headers, body })
    if (response.status === 200) {
      const tokens = dreadnodeTokens.parse(await response.json())
      const ends = [tokens.access_token, tokens.refresh_token].map((token) => decodeJwt(token).exp)
      return { ...tokens, ends }
    }
    if (response.status !== 401) throw new Error(z.object({ detail: z.string() }).parse(await response.json()).detail)
    await wait(pause)
  }
}

const kubeloginDocument = z.object({
  issuer: z.url(),
  device_authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
})
const kubeloginStarted = z.object({ device_code: z.string(), verification_uri_complete: z.url(), interval: z.int() })
const kubeloginTokens = z.object({ id_token: z.string(), refresh_token: z.string().optional() })

/**
 * kubelogin with `--grant-type=device-code`, from its sources: discovery, a poll at once, and an ID token in every token
 * response. No secret goes to the device authorization endpoint, and the library refreshes with `Authorization: Basic`.
 */
export async function kubeloginGetToken(issuer: string, clientId: string, shown: (url: string) => Promise<unknown>) {
  const found = kubeloginDocument.parse(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json())
  if (found.issuer !== issuer) throw new Error(`oidc: issuer did not match: ${found.issuer}`)
  const keys = createRemoteJWKSet(new URL(found.jwks_uri))
  const algorithms = found.id_token_signing_alg_values_supported
  const verify = async (response: Response) => {
    const tokens = kubeloginTokens.parse(await response.json())
    const { payload } = await jwtVerify(tokens.id_token, keys, { issuer, audience: clientId, algorithms })
    return { claims: payload, refreshToken: tokens.refresh_token }
  }

  const asked = { client_id: clientId, scope: 'profile offline_access openid' }
  const started = kubeloginStarted.parse(await (await fetch(found.device_authorization_endpoint, form(asked))).json())
  await shown(started.verification_uri_complete)
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  const poll = { client_id: clientId, device_code: started.device_code, grant_type: grantType }
  for (;;) {
    const response = await fetch(found.token_endpoint, form(poll))
    if (response.ok) {
      const first = await verify(response)
      const refresh = { grant_type: 'refresh_token', refresh_token: first.refreshToken ?? '' }
      const headers = { authorization: `Basic ${btoa(`${clientId}:`)}` }
      return [first, await verify(await fetch(found.token_endpoint, { ...form(refresh), headers }))]
    }
    const { error } = yotoError.parse(await response.json())
    if (error !== 'authorization_pending') throw new Error(`token error response ${response.status} ${error}`)
    await wait(started.interval * 1_000)
  }
}
