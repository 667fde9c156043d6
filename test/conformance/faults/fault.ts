import { changeMembers, hasError, onResponse } from '../altered.js'
import { type Breaking, clientSecret } from '../world.js'

/** A server that is broken on purpose, and the audits that name the fault. */
export interface Fault {
  readonly what: string
  readonly breaking: Breaking
  /** All audits that fail. */
  readonly fails: readonly string[]
  /** The client of the run has a secret. */
  readonly isConfidential?: true
  /** No person decides. */
  readonly isUndecided?: true
  /** The server asks for a nonce in each proof. */
  readonly hasNonces?: true
  /** The address of the server. */
  readonly at?: string
  /** The caller names the endpoints. */
  readonly namesEndpoints?: true
}

export const deviceAuthorization = '/device_authorization'
export const metadata = '/.well-known/oauth-authorization-server'
export const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

/** The header Authorization of the client with a secret. */
export const basic = `Basic ${btoa(`myserver:${clientSecret}`)}`

/** A refusal. */
export const error = (code: string, status = 400) =>
  Response.json({ error: code }, { status, headers: { 'Cache-Control': 'no-store' } })

/** Whether a body has tokens. */
export const hasTokens = (body: string) => body.includes('"access_token"')

/** Changes members of the successes of one path. */
export function withMembers(path: string, members: Readonly<Record<string, unknown>>): Breaking {
  return onResponse((response, request) => {
    if (request.path === path && response.status === 200) changeMembers(response, (old) => ({ ...old, ...members }))
  })
}

/** Has one error in place of another. */
export function otherError(from: string, to: string): Breaking {
  return onResponse((response) => {
    if (hasError(response, from)) changeMembers(response, (old) => ({ ...old, error: to }))
  })
}

/** Leaves out a header. */
export function withoutHeader(name: string, isMeant: (body: string, path: string) => boolean = () => true): Breaking {
  return onResponse((response, { path }) => {
    if (isMeant(response.body, path)) response.headers.delete(name)
  })
}

/** Gives each response a value of its own for the value that it has, always the same one. */
export function renamed(member: string, rename: (value: string, count: number) => string): Breaking {
  const names = new Map<string, string>()
  return onResponse((response) => {
    if (!response.body.includes(`"${member}"`) || response.status !== 200) return
    changeMembers(response, (old) => {
      const value = String(old[member])
      names.set(value, names.get(value) ?? rename(value, names.size))
      return { ...old, [member]: names.get(value) }
    })
  })
}
