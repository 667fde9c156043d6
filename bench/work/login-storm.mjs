import { expectBody } from './expect.mjs'
import { login } from './login.mjs'

/** Logs a person in. A server that has too many logins may refuse one. @type {import('../load.mjs').Work} */
export async function prepare() {
  return async ({ send }) => {
    const response = await send(login)
    if (response.status !== 503) expectBody(response, 200, '"access_token"')
  }
}
