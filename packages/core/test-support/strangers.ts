import type { DeviceGrant } from '../src/compose/create-device-grant.js'
import type { HttpResponse } from '../src/http/message.js'
import { browserProxy, type TypedPassword } from './browser.js'
import { formRequest, responseOf } from './http.js'

/** Strangers, each at an address and a site of its own, who log in at `POST /login`. */
export interface Strangers {
  /** A stranger tries once. */
  logIn(typed: TypedPassword, known?: string): Promise<HttpResponse>
  /** Strangers try wrong passwords until they must wait. The clock must stand still. */
  block(username: string): Promise<void>
}

/** Creates strangers at this grant. */
export function createStrangers({ handler }: Pick<DeviceGrant, 'handler'>): Strangers {
  let count = 0

  function logIn({ username, password }: TypedPassword, known?: string): Promise<HttpResponse> {
    const address = `10.${Math.floor(count / 256)}.${count % 256}.1`
    count++
    const form = new URLSearchParams({ username, password, ...(known !== undefined && { known }) })
    const request = formRequest('/login', String(form), { 'x-forwarded-for': address })
    return responseOf(handler, { ...request, remote: browserProxy })
  }

  return {
    logIn,
    async block(username) {
      // Five failures are free, and the sixth has a wait.
      for (let nth = 0; nth < 6; nth++) await logIn({ username, password: 'wrong' })
    },
  }
}
