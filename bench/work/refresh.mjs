import { expectBody } from './expect.mjs'
import { link } from './flow.mjs'

/** Refreshes: each connection has a grant, and spends its newest refresh token. @type {import('../load.mjs').Work} */
export async function prepare({ connections, wire }) {
  const newest = new Map()
  await Promise.all(
    connections.map(async (connection, nth) => newest.set(connection, await link(connection, wire, nth))),
  )
  return async (connection) => {
    const response = await connection.send(wire.refresh(newest.get(connection).refresh_token))
    newest.set(connection, JSON.parse(expectBody(response, 200, '"refresh_token"')))
  }
}
