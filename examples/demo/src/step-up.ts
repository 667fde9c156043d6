import { randomBytes } from 'node:crypto'
import type { Assurance, BearerCheck } from '@devicegrant/core'
import { type HostRoute, json } from './routes.js'

/** The one level of sign-in that the demo knows. */
export const demoLevel = 'urn:devicegrant:demo:confirmed'

/** How fresh and strong a sign-in `GET /demo/vault` demands. */
export const vaultRule = { maxAge: 300_000, acr: [demoLevel] } as const

/** The part of the host that makes sign-ins stronger. */
export interface StepUp {
  readonly assurance: Assurance
  /** The routes of the host. `check` is that of `GET /demo/vault`. */
  routes(check: BearerCheck): readonly HostRoute[]
}

// It is kept in memory, so it must not grow without end. The oldest one goes first.
const mostKept = 1_000

/**
 * Creates a step-up in which one click is enough. Your server asks for a second factor at this place. `page` is the URL to go back
 * to if the request names none.
 */
export function createStepUp(issuer: string, page: string): StepUp {
  const asked = new Map<string, { readonly sessionId: string; readonly returnTo: string }>()
  const confirmed = new Set<string>()
  return {
    assurance({ sessionId, wanted, amr = [], returnTo = page }) {
      if (!wanted.includes(demoLevel)) return 'unreachable'
      if (confirmed.has(sessionId)) return { met: demoLevel, amr: [...new Set([...amr, 'user'])] }
      const ticket = randomBytes(16).toString('base64url')
      forgetOldest(asked)
      asked.set(ticket, { sessionId, returnTo })
      return { stepUpUrl: `${issuer}/demo/step-up/${ticket}` }
    },
    routes: (check) => [
      {
        method: 'GET',
        path: '/demo/step-up/:name',
        async respond({ name }) {
          const found = asked.get(name)
          if (found === undefined) return json(404, { error: 'no such step-up' })
          forgetOldest(confirmed)
          confirmed.add(found.sessionId)
          return { status: 303, headers: { Location: found.returnTo, 'Cache-Control': 'no-store' }, body: '' }
        },
      },
      {
        method: 'GET',
        path: '/demo/vault',
        async respond(request) {
          const verdict = await check(request)
          if (!verdict.ok) return verdict.response
          const { subject, acr, authenticatedAt } = verdict.claims
          return json(200, { sub: subject, acr, auth_time: Math.floor(authenticatedAt / 1_000) }, verdict.headers)
        },
      },
    ],
  }
}

function forgetOldest(kept: Map<string, unknown> | Set<string>): void {
  const [oldest] = kept.keys()
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
}
