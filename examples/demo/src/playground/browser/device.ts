import type { Language, PlaygroundConfig, Refusal } from '../config.js'
import { type DeviceEvents, type DeviceView, switchedOff } from './device-view.js'
import { type Answer, type Exchange, exchange, type Sent } from './exchange.js'
import { createGrant, type Grant } from './grant.js'
import { type Reading, read, readStarted, refusedStart, write } from './language.js'

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

const second = 1_000
// RFC 8628 §3.5: `slow_down` adds five seconds, if the server names no interval.
const growth = 5
const notes: Readonly<Record<Refusal, string>> = {
  pending: 'not decided yet',
  slowDown: 'too fast',
  denied: 'denied',
  expired: 'expired',
  unknown: 'refused',
}

/** Creates a device that is off. */
export function createDevice(config: PlaygroundConfig, events: DeviceEvents): Device {
  const base = config.issuer
  let view = switchedOff
  let language: Language | undefined
  let grant: Grant | undefined
  // The last answer with tokens, to compare it with the next one.
  let lastBody: string | undefined
  let timer: number | undefined
  let loses = false
  let last = Promise.resolve()

  function show(change: Partial<DeviceView>): void {
    view = { ...view, ...change }
    events.onChange(view)
  }

  function wait(seconds: number, trouble?: DeviceView['trouble']): void {
    window.clearTimeout(timer)
    timer = view.automatic ? window.setTimeout(() => void poll(), seconds * second) : undefined
    show({ interval: seconds, nextPollAt: Date.now() + seconds * second, trouble })
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
    events.onExchange(done, noteOn(done))
    return done
  }

  async function begin(chosen: Language, shortLived: boolean): Promise<void> {
    window.clearTimeout(timer)
    language = chosen
    grant = undefined
    lastBody = undefined
    view = { ...switchedOff, automatic: view.automatic }
    const headers = shortLived ? { [config.shortLivedHeader]: 'yes' } : {}
    const { answer } = await send(write(base, chosen.start, '', headers), ({ answer }) =>
      answer?.status === 200 ? 'two codes' : 'no code',
    )
    const started = answer && readStarted(answer)
    if (started === undefined) return end({ phase: 'failed', detail: refusedStart(answer) })
    events.onGrant(answer?.headers[config.grantHeader.toLowerCase()] ?? '')
    show({ phase: 'code', started, expiresAt: Date.now() + started.lifetime * second })
    wait(started.interval)
  }

  async function pollOnce(): Promise<void> {
    const { started } = view
    if (started === undefined || language === undefined) return
    const chosen = language
    window.clearTimeout(timer)
    const { answer } = await send(write(base, chosen.poll, started.deviceCode), ({ answer }) =>
      noteOf(read(chosen, answer), answer),
    )
    const reading = read(chosen, answer)
    if (view.phase === 'code') await hear(chosen, reading, answer?.body ?? '')
  }

  function noteOf(reading: Reading, answer: Answer | undefined): string {
    if (reading.kind === 'silent') return answer === undefined ? 'no answer' : 'not available'
    if (reading.kind === 'busy') return 'too many requests'
    if (reading.kind === 'failed') return reading.reason
    if (reading.kind !== 'tokens') return notes[reading.kind]
    if (lastBody !== undefined) return lastBody === answer?.body ? 'the same bytes again' : 'other tokens'
    return loses ? 'tokens, lost on the way' : 'tokens'
  }

  async function hear(chosen: Language, reading: Reading, body: string): Promise<void> {
    switch (reading.kind) {
      case 'tokens':
        return receive(chosen, reading, body)
      case 'pending':
        wait(view.interval)
        return events.onPending(view.interval, false)
      case 'slowDown':
        wait(reading.interval ?? view.interval + growth, 'tooFast')
        return events.onPending(view.interval, true)
      // RFC 8628 §3.5: a device that gets no answer doubles its interval.
      case 'silent':
      case 'busy':
        return wait(2 * view.interval, reading.kind)
      case 'unknown':
        return end({ phase: 'failed', detail: 'The server does not know this code any more. Start again.' })
      case 'failed':
        return end({ phase: 'failed', detail: 'The server refused the poll. See its answer below, and start again.' })
      default:
        return end({ phase: reading.kind })
    }
  }

  async function receive(chosen: Language, reading: Extract<Reading, { kind: 'tokens' }>, body: string): Promise<void> {
    const repeated = lastBody === body
    lastBody = body
    if (loses && !repeated) {
      loses = false
      events.onLost()
      return wait(view.interval, 'lost')
    }
    grant = createGrant(base, chosen, reading, send)
    const username = await grant.who()
    const detail = repeated ? 'It got the very same bytes again.' : 'It holds an access token of its own.'
    const refreshes = chosen.refresh !== undefined && reading.refreshToken !== undefined
    end({ phase: 'signedIn', username, detail, refreshes })
  }

  const poll = (): Promise<void> => inTurn(pollOnce)

  return {
    start: (chosen, shortLived) => inTurn(() => begin(chosen, shortLived)),
    poll,
    async rush() {
      await poll()
      // The first poll of a code is never too fast, because the interval counts from poll to poll.
      if (view.phase === 'code' && view.trouble !== 'tooFast') await poll()
    },
    refresh: () => inTurn(async () => grant && show(await grant.refresh())),
    reuse: () => inTurn(async () => grant && show(await grant.reuse())),
    automatic(on) {
      window.clearTimeout(timer)
      show({ automatic: on })
      if (!on || view.nextPollAt === undefined) return
      timer = window.setTimeout(() => void poll(), Math.max(0, view.nextPollAt - Date.now()))
    },
    lose(on) {
      loses = on
    },
  }
}
