import { expectBody } from './expect.mjs'

/** Starts a device authorization. @type {import('../load.mjs').Work} */
export async function prepare({ wire }) {
  return async ({ send }) => void expectBody(await send(wire.issue), 200, '"device_code"')
}

/** Starts this number of device authorizations, and resolves to their device codes. */
export async function issueMany({ connections, wire }, count) {
  const codes = []
  let left = count
  await Promise.all(
    connections.map(async ({ send }) => {
      while (left-- > 0) codes.push(JSON.parse(expectBody(await send(wire.issue), 200, '"device_code"')).device_code)
    }),
  )
  return codes
}
