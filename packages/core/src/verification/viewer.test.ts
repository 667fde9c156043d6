import { describe, expect, it, vi } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { createWorld } from '../../test-support/world.js'
import { createCookieJar } from '../http/cookies.js'
import type { HostSessions } from '../ports/host-sessions.js'
import { startCall } from '../service/call/call.js'
import { createPageSessions } from './session.js'
import { viewerByCookie } from './viewer.js'

function partsWith(hostSessions?: HostSessions) {
  const world = createWorld(hostSessions && { hostSessions })
  const sessions = createPageSessions(world.runtime, createCookieJar('session', true), 'https://example.com')
  return { service: world.service, sessions, clock: world.clock }
}

describe('the caller with a cookie', () => {
  it('is the person of the page’s session', async () => {
    const parts = partsWith()
    const { session, setCookie } = parts.sessions.startFor({
      subject: 'account-alice',
      authenticatedAt: 5,
      amr: ['pwd'],
    })
    const request = requestOf({ headers: { cookie: setCookie.split(';')[0] } })
    const viewer = { ...session.viewer, checkedAt: parts.clock.now() }
    expect(await viewerByCookie(parts, request, startCall())).toEqual(viewer)
  })

  it('of a session without a sign-in is not signed in', async () => {
    const parts = partsWith()
    const cookie = parts.sessions.startAnonymous().setCookie.split(';')[0]
    expect(await viewerByCookie(parts, requestOf({ headers: { cookie } }), startCall())).toBe(undefined)
    expect(await viewerByCookie(parts, requestOf(), startCall())).toBe(undefined)
  })

  it('is the person of the host’s session, if the host has its own sign-in: the page’s cookie is ignored', async () => {
    const theirs = { subject: 'account-bob', sessionId: 'host-session', authenticatedAt: 7 }
    const find = vi.fn(async () => theirs)
    const parts = partsWith({ find, signInUrl: () => '/login' })
    const cookie = parts.sessions
      .startFor({ subject: 'account-alice', authenticatedAt: 5, amr: ['pwd'] })
      .setCookie.split(';')[0]
    const request = requestOf({ headers: { cookie } })
    const viewer = { ...theirs, checkedAt: parts.clock.now() }
    expect(await viewerByCookie(parts, request, startCall())).toEqual(viewer)
    expect(find.mock.calls).toEqual([[request]])
  })
})
