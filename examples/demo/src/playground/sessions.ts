import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { SecurityEvent } from '@devicegrant/core'

const mostSessions = 100
const mostGrants = 20
const mostListeners = 4
const mostKept = 100
// A reader that takes nothing is disconnected. Its browser connects again, and continues where it stopped.
const mostUnread = 65_536

/** The browsers that have the playground open, each with the grants that it started. */
export interface PlaygroundSessions {
  /** Returns the identifier of a new session. If there are too many, the oldest one without a listener ends. */
  open(): string
  has(id: string): boolean
  /** Lets the session hear the events of this grant. */
  follow(id: string, grantId: string): void
  /** Sends an event to the session that started its grant, and to no other. */
  report(event: SecurityEvent): void
  /** Sends the events after `lastId`, and then every new one. Returns `false` if too many windows listen. */
  listen(id: string, lastId: number, response: ServerResponse): boolean
  /** Keeps idle connections open. */
  beat(): void
  /** Ends every stream. */
  close(): void
}

interface Session {
  lastEvent: number
  readonly grants: Set<string>
  readonly listeners: Set<ServerResponse>
  kept: { readonly id: number; readonly text: string }[]
}

/** Creates an empty list of sessions. Everything in it is bounded. */
export function createSessions(): PlaygroundSessions {
  const sessions = new Map<string, Session>()
  const owners = new Map<string, Session>()

  function end(id: string, session: Session): void {
    sessions.delete(id)
    for (const grantId of session.grants) owners.delete(grantId)
    for (const response of session.listeners) response.end()
  }

  return {
    open() {
      const leaving = [...sessions].find(([, { listeners }]) => listeners.size === 0) ?? [...sessions][0]
      if (sessions.size >= mostSessions && leaving !== undefined) end(...leaving)
      const id = randomBytes(24).toString('base64url')
      sessions.set(id, { lastEvent: 0, grants: new Set(), listeners: new Set(), kept: [] })
      return id
    },
    has: (id) => sessions.has(id),
    follow(id, grantId) {
      const session = sessions.get(id)
      if (session === undefined) return
      const [oldest] = session.grants
      if (session.grants.size >= mostGrants && oldest !== undefined) {
        session.grants.delete(oldest)
        owners.delete(oldest)
      }
      session.grants.add(grantId)
      owners.set(grantId, session)
    },
    report(event) {
      const session = event.grantId === undefined ? undefined : owners.get(event.grantId)
      if (session === undefined) return
      session.lastEvent += 1
      const id = session.lastEvent
      const text = `id: ${id}\nevent: security\ndata: ${JSON.stringify(event)}\n\n`
      session.kept = [...session.kept, { id, text }].slice(-mostKept)
      for (const response of session.listeners) send(response, text)
    },
    listen(id, lastId, response) {
      const session = sessions.get(id)
      if (session === undefined || session.listeners.size >= mostListeners) return false
      response.writeHead(200, streamHeaders)
      const missed = session.kept.filter((event) => event.id > lastId).map(({ text }) => text)
      response.write(`retry: 1000\n\n${missed.join('')}`)
      session.listeners.add(response)
      response.once('close', () => session.listeners.delete(response))
      return true
    },
    beat() {
      for (const { listeners } of sessions.values())
        for (const response of listeners) send(response, ': still here\n\n')
    },
    close() {
      for (const [id, session] of sessions) end(id, session)
    },
  }
}

/** The headers of a stream of events. */
export const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

function send(response: ServerResponse, text: string): void {
  if (response.writableLength > mostUnread) response.destroy()
  else response.write(text)
}
