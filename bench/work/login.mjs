import { requestFor } from '../connection.mjs'
import { person } from '../names.mjs'
import { expectBody } from './expect.mjs'

export const login = requestFor('/login', { form: person })

/** Logs a person in with the right password. @type {import('../load.mjs').Work} */
export async function prepare() {
  return async ({ send }) => void expectBody(await send(login), 200, '"access_token"')
}
