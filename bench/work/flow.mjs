import { expectBody } from './expect.mjs'

/**
 * The whole flow: a device asks for codes, a person looks the code up and approves it, and the device gets its tokens.
 *
 * @type {import('../load.mjs').Work}
 */
export async function prepare({ wire }) {
  let nth = 0
  return async (connection) => void (await link(connection, wire, ++nth))
}

/** Runs the flow for the person with this number, and resolves to the token response. */
export async function link({ send }, wire, nth) {
  const codes = JSON.parse(expectBody(await send(wire.issue), 200, '"device_code"'))
  let seen = codes
  for (const step of wire.approval(codes, nth)) seen = JSON.parse(expectBody(await send(step(seen)), 200, ''))
  return JSON.parse(expectBody(await send(wire.poll(codes.device_code)), 200, '"access_token"'))
}
