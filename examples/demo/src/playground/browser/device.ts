import type { Language, PlaygroundConfig, Refusal } from '../config.js'
import { type Exchange, exchange, type Sent } from './exchange.js'
import { membersIn, textIn } from './json.js'
import { type Reading, read, readStarted, type Started, write } from './language.js'

/** What the television knows, and so what it shows. Times are milliseconds of `Date.now()`. */
export interface DeviceView {
  readonly phase: 'off' | 'code' | 'signedIn' | 'denied' | 'expired' | 'ended' | 'failed'
  readonly started?: Started
  readonly expiresAt?: number
  /** The time between two polls, in seconds. */
  readonly interval: number
  /** When the device polls next. `undefined` while it does not wait. */
  readonly nextPollAt?: number | undefined
  readonly username?: string | undefined
  readonly detail?: string
  /** Whether the answer with its tokens was lost on the way. */
  readonly lost?: boolean
  /** Whether it has a refresh token, and one that it has used before. */
  readonly refreshes: boolean
  readonly reuses: boolean
}

/** What happens at the device. */
export interface DeviceEvents {
  onChange(view: DeviceView): void
  /** `note` says in a few words what the device made of the answer. */
  onExchange(exchange: Exchange, note: string): void
  /** The server made a grant of this name for the device. */
  onGrant(grantId: string): void
  /** The device heard that its code is pending. `grown`: it polled too fast, and has to wait longer. */
  onPending(interval: number, grown: boolean): void
  /** The answer with the tokens was lost, so the next one will not be. */
  onLost(): void
}

/** The television: a client of the device grant. */
export interface Device {
  start(language: Language, shortLived: boolean): Promise<void>
  poll(): Promise<void>
  /** Polls without waiting for the interval, until the server has noticed. */
  rush(): Promise<void>
  refresh(): Promise<void>
  reuse(): Promise<void>
  /** Whether the device polls by itself. */
  automatic(on: boolean): void
  /** Whether the next answer with tokens is lost on its way. */
  lose(on: boolean): void
}

/** Refresh tokens: the valid one, and those before it. */
interface Tokens {
  readonly current: string | undefined
  readonly spent: readonly string[]
}

const second = 1_000
const nothing: DeviceView = { phase: 'off', interval: 0, refreshes: false, reuses: false }
const noTokens: Tokens = { current: undefined, spent: [] }
const notes: Readonly<Record<Refusal, string>> = {
  pending: 'not decided yet',
  slowDown: 'too fast',
  denied: 'denied',
  expired: 'expired',
}

/** Creates a device that is off. */
export function createDevice(config: PlaygroundConfig, events: DeviceEvents): Device {
  const base = config.issuer
  let view = nothing
  let language: Language | undefined
  let access = ''
  let tokens = noTokens
  // The last answer with tokens, to compare it with the next one.
  let lastBody: string | undefined
  let timer: number | undefined
  let polls = true
  let loses = false
  let last = Promise.resolve()
  // Whether the last poll was too fast.
  let grown = false

  function show(change: Partial<DeviceView>): void {
    const refreshes = language?.refresh !== undefined && tokens.current !== undefined
    view = { ...view, ...change, refreshes, reuses: tokens.spent.length > 0 }
    events.onChange(view)
  }

  function wait(seconds: number): void {
    window.clearTimeout(timer)
    timer = polls ? window.setTimeout(() => void poll(), seconds * second) : undefined
    show({ interval: seconds, nextPollAt: Date.now() + seconds * second })
  }

  function end(change: Partial<DeviceView>): void {
    window.clearTimeout(timer)
    show({ ...change, nextPollAt: undefined })
  }

  // One after the other, so that two buttons cannot disturb each other.
  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(work, work)
    return last
  }

  async function send(sent: Sent, noteOn: (done: Exchange) => string): Promise<Exchange> {
    const done = await exchange(sent)
    events.onExchange(done, done.answer === undefined ? 'no answer' : noteOn(done))
    return done
  }

  const start = (chosen: Language, shortLived: boolean): Promise<void> =>
    inTurn(async () => {
      window.clearTimeout(timer)
      language = chosen
      tokens = noTokens
      lastBody = undefined
      grown = false
      view = nothing
      const headers = shortLived ? { [config.shortLivedHeader]: 'yes' } : {}
      const { answer } = await send(write(base, chosen.start, '', headers), () => 'two codes')
      const started = answer && readStarted(answer)
      if (started === undefined)
        return end({ phase: 'failed', detail: 'The server gave no code. See its answer below.' })
      events.onGrant(answer?.headers[config.grantHeader.toLowerCase()] ?? '')
      show({ phase: 'code', started, expiresAt: Date.now() + started.lifetime * second })
      wait(started.interval)
    })

  const poll = (): Promise<void> =>
    inTurn(async () => {
      const { started } = view
      if (started === undefined || language === undefined) return
      const chosen = language
      window.clearTimeout(timer)
      let reading: Reading | undefined
      const { answer } = await send(write(base, chosen.poll, started.deviceCode), ({ answer }) => {
        reading = read(chosen, answer)
        if (reading.kind === 'failed') return reading.reason
        if (reading.kind !== 'tokens') return notes[reading.kind]
        if (lastBody !== undefined) return lastBody === answer?.body ? 'the same bytes again' : 'other tokens'
        return loses ? 'tokens, lost on the way' : 'tokens'
      })
      await hear(reading ?? read(chosen, answer), answer?.body ?? '')
    })

  async function hear(reading: Reading, body: string): Promise<void> {
    if (reading.kind === 'tokens') return receive(reading, body)
    if (view.phase !== 'code') return
    if (reading.kind === 'pending' || reading.kind === 'slowDown') {
      grown = reading.kind === 'slowDown'
      const interval = grown ? (reading.interval ?? view.interval + 5) : view.interval
      events.onPending(interval, grown)
      return wait(interval)
    }
    if (reading.kind === 'failed') return end({ phase: 'failed', detail: reading.reason })
    end({ phase: reading.kind })
  }

  async function receive(reading: Extract<Reading, { kind: 'tokens' }>, body: string): Promise<void> {
    if (view.phase === 'signedIn') return
    const repeated = lastBody !== undefined && lastBody === body
    lastBody = body
    if (loses && !repeated) {
      loses = false
      events.onLost()
      show({ lost: true })
      return wait(view.interval)
    }
    access = reading.accessToken
    tokens = { current: reading.refreshToken, spent: [] }
    const username = await askWho()
    const detail = repeated ? 'It got the very same bytes again.' : 'It holds an access token of its own.'
    end({ phase: 'signedIn', username, detail })
  }

  async function askWho(): Promise<string | undefined> {
    const headers = { Authorization: `Bearer ${access}` }
    const sent = { from: 'device', method: 'GET', url: `${base}/me`, headers } as const
    const { answer } = await send(sent, () => 'uses its token')
    return answer && textIn(membersIn(answer.body), 'username')
  }

  async function exchangeToken(token: string | undefined, isOld: boolean): Promise<void> {
    const chosen = language
    if (chosen?.refresh === undefined || token === undefined) return
    const { answer } = await send(write(base, chosen.refresh, token), ({ answer }) =>
      read(chosen, answer).kind === 'tokens' ? (isOld ? 'answered again' : 'new tokens') : 'refused',
    )
    const reading = read(chosen, answer)
    if (reading.kind !== 'tokens') {
      tokens = { ...tokens, current: undefined }
      const detail = isOld ? 'An old refresh token came back, so the whole grant has ended.' : 'The grant has ended.'
      return end({ phase: 'ended', detail })
    }
    if (isOld)
      return show({
        detail: 'Soon after its refresh, the old token gets the same answer again. Use it later, and the grant ends.',
      })
    access = reading.accessToken
    // A dialect without rotation returns no new refresh token, and the device keeps the one it has.
    if (reading.refreshToken !== undefined) {
      tokens = { current: reading.refreshToken, spent: [...tokens.spent, token] }
    }
    show({ detail: 'It has refreshed its tokens.' })
  }

  return {
    start,
    poll,
    async rush() {
      await poll()
      // The first poll of a code is never too fast, because the interval counts from poll to poll.
      if (view.phase === 'code' && !grown) await poll()
    },
    refresh: () => inTurn(() => exchangeToken(tokens.current, false)),
    reuse: () => inTurn(() => exchangeToken(tokens.spent[0], true)),
    automatic(on) {
      polls = on
      const left = Math.max(0, (view.nextPollAt ?? 0) - Date.now())
      window.clearTimeout(timer)
      if (on && view.nextPollAt !== undefined) timer = window.setTimeout(() => void poll(), left)
    },
    lose(on) {
      loses = on
    },
  }
}
