import type { Language } from '../config.js'
import type { DeviceView } from './device-view.js'
import type { Exchange, Sent } from './exchange.js'
import { membersIn, textIn } from './json.js'
import { type Reading, read, write } from './language.js'

/** The tokens of a device that is signed in. Its functions return what the device then shows. */
export interface Grant {
  /** Asks the server who the token belongs to. */
  who(): Promise<string | undefined>
  refresh(): Promise<Partial<DeviceView>>
  /** Sends the oldest refresh token that was used before, as a thief would. */
  reuse(): Promise<Partial<DeviceView>>
}

type Tokens = Extract<Reading, { kind: 'tokens' }>

/** Begins with the tokens of a redemption. */
export function createGrant(
  base: string,
  language: Language,
  first: Tokens,
  send: (sent: Sent, noteOn: (done: Exchange) => string) => Promise<Exchange>,
): Grant {
  let access = first.accessToken
  let current = first.refreshToken
  let spent: readonly string[] = []

  async function exchangeToken(token: string | undefined, isOld: boolean): Promise<Partial<DeviceView>> {
    if (language.refresh === undefined || token === undefined) return {}
    const { answer } = await send(write(base, language.refresh, token), ({ answer }) =>
      read(language, answer).kind === 'tokens' ? (isOld ? 'answered again' : 'new tokens') : 'refused',
    )
    const reading = read(language, answer)
    if (reading.kind === 'tokens') return isOld ? { detail: sameAgain } : rotate(token, reading)
    if (reading.kind === 'silent') return { detail: 'The server is not available.' }
    if (reading.kind === 'busy') return { detail: 'The server has had too many requests. Try again later.' }
    const detail = isOld ? 'An old refresh token came back, so the whole grant has ended.' : 'The grant has ended.'
    return { phase: 'ended', detail, refreshes: false, reuses: false }
  }

  function rotate(token: string, { accessToken, refreshToken }: Tokens): Partial<DeviceView> {
    access = accessToken
    // A dialect without rotation returns no new refresh token, and the device keeps the one it has.
    if (refreshToken !== undefined) {
      current = refreshToken
      spent = [...spent, token]
    }
    return { detail: 'It has refreshed its tokens.', reuses: spent.length > 0 }
  }

  return {
    async who() {
      const headers = { Authorization: `Bearer ${access}` }
      const sent = { from: 'device', method: 'GET', url: `${base}/me`, headers } as const
      const { answer } = await send(sent, () => 'uses its token')
      return answer && textIn(membersIn(answer.body), 'username')
    },
    refresh: () => exchangeToken(current, false),
    reuse: () => exchangeToken(spent[0], true),
  }
}

const sameAgain = 'Soon after its refresh, the old token gets the same answer again. Use it later, and the grant ends.'
