import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { redeem, type Send, startCode } from './support/example-flow.js'
import { membersOf } from './support/json.js'

// This calls the route handlers as Next.js does, with a Request, and does not build: Next.js is 300 MB.

type Handler = (request: Request) => Promise<Response>
type Route = Readonly<Record<string, Handler>>

const folder = new URL('../examples/next/app/', import.meta.url)
const issuer = 'http://127.0.0.1:8080'
const alice = { username: 'alice', password: 'correct horse battery staple' }

let routes: readonly { readonly path: RegExp; readonly route: Route }[]

beforeAll(async () => {
  const load = async (file: string): Promise<Route> => import(fileURLToPath(new URL(file, folder)))
  routes = [
    { path: /^\/things$/, route: await load('things/route.js') },
    { path: /^\//, route: await load('[...path]/route.js') },
  ]
})

/** Calls the handler of the most exact route, as Next.js selects it. */
const send: Send = async (path, init) => {
  const request = new Request(issuer + path, {
    ...init,
    headers: { 'x-forwarded-for': '203.0.113.7', ...init?.headers },
  })
  const { pathname } = new URL(request.url)
  const handle = routes.find((each) => each.path.test(pathname))?.route[request.method]
  return handle?.(request) ?? new Response(undefined, { status: 405 })
}

const postJson = async (path: string, members: object, token?: unknown) => {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  return membersOf(await send(path, { method: 'POST', headers, body: JSON.stringify(members) }))
}

describe('the route handlers for Next.js', () => {
  it('sign a device in, with the address that the proxy wrote', async () => {
    const { userCode, form } = await startCode(send)
    const { access_token: login } = await postJson('/login', alice)
    const view = await postJson('/device/lookup', { user_code: userCode }, login)
    expect(view['requester']).toMatchObject({ ip: '203.0.113.7' })
    const decision = { user_code: userCode, ticket: view['ticket'], decision: 'approve' }
    expect(await postJson('/device/decision', decision, login)).toEqual({ status: 'approved' })

    const token = await redeem(send, form)
    const things = await send('/things', { headers: { authorization: `Bearer ${token}` } })
    expect(await membersOf(things)).toEqual({ owner: 'user-1' })
    expect((await send('/things')).status).toBe(401)
  })

  it('serve the metadata and the page, and nothing else', async () => {
    const statuses = ['/.well-known/oauth-authorization-server', '/jwks', '/device', '/elsewhere'].map(
      async (path) => (await send(path)).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 404])
  })
})
