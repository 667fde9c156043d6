import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import * as z from 'zod'
import type { CookieJar } from '../http/cookies.js'
import { minute } from '../machine/time.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Runtime } from '../ports/runtime.js'
import type { Viewer } from '../protocol/interaction.js'
import { makeToken, sameText } from '../service/text/secrets.js'

/** How long a sign-in on the page lasts: long enough to link a device, short enough for a shared computer. */
const sessionLifetime = 60 * minute
const sessionIdBytes = 16

const sessionFields = z.strictObject({
  issuer: z.string(),
  sessionId: z.string(),
  expiresAt: z.number(),
  viewer: z
    .strictObject({
      subject: z.string(),
      authenticatedAt: z.number(),
      since: z.number().optional(),
      amr: z.array(z.string()),
      knownBrowser: z.boolean().optional(),
    })
    .optional(),
})

/** A browser at the page. It has a session before it signs in too, which binds the sign-in form to it. */
export interface PageSession {
  readonly sessionId: string
  readonly viewer?: Viewer
}

/** A person who has signed in, before the session has an identifier. */
export type SignedInPerson = Omit<Viewer, 'sessionId' | 'checkedAt' | 'acr' | 'amr'> & {
  readonly amr: readonly string[]
}

/** A session and the `Set-Cookie` value that keeps it. */
export interface NewSession {
  readonly session: PageSession
  readonly setCookie: string
}

/** The page's own sessions. The cookie holds everything, under a keyed digest: nothing is stored. */
export interface PageSessions {
  read(request: HttpRequest): PageSession | undefined
  /** Starts a session for a browser without a sign-in. */
  startAnonymous(): NewSession
  /** Starts a session for a person who has signed in. The identifier is new, whatever the browser sent. */
  startFor(person: SignedInPerson): NewSession
  end(): string
  /** The value that a form of this session carries to prove that it comes from our page. */
  csrfToken(session: PageSession): string
  isCsrfToken(session: PageSession, token: unknown): boolean
}

/** Keeps sessions in this cookie for this issuer only. Another issuer with the same secret rejects them. */
export function createPageSessions(runtime: Runtime, cookies: CookieJar, issuer: string): PageSessions {
  const { clock, digester, random } = runtime

  function start(viewer?: SignedInPerson): NewSession {
    const sessionId = makeToken(random, sessionIdBytes)
    const fields = { issuer, sessionId, expiresAt: clock.now() + sessionLifetime, viewer }
    const payload = encodeBase64urlNoPadding(new TextEncoder().encode(JSON.stringify(fields)))
    return {
      session: { sessionId, ...(viewer && { viewer: { ...viewer, sessionId } }) },
      setCookie: cookies.set(`${payload}.${digester.digest('session', payload)}`, sessionLifetime),
    }
  }

  const csrfToken = ({ sessionId }: PageSession): string => digester.digest('csrf', sessionId)

  return {
    read(request) {
      const [payload = '', proof = ''] = (cookies.read(request) ?? '').split('.')
      if (!sameText(proof, digester.digest('session', payload))) return undefined
      const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(payload))
      const fields = sessionFields.safeParse(JSON.parse(text))
      if (!fields.success || fields.data.issuer !== issuer || clock.now() >= fields.data.expiresAt) return undefined
      const { sessionId, viewer } = fields.data
      if (viewer === undefined) return { sessionId }
      const { since, knownBrowser, ...person } = viewer
      const began = since !== undefined && { since }
      const known = knownBrowser !== undefined && { knownBrowser }
      return { sessionId, viewer: { ...person, sessionId, ...began, ...known } }
    },
    startAnonymous: () => start(),
    startFor: start,
    end: () => cookies.clear(),
    csrfToken,
    isCsrfToken: (session, token) => typeof token === 'string' && sameText(token, csrfToken(session)),
  }
}
