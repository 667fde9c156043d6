import { describe, expect, it } from 'vitest'
import { createWorld, failureOf } from './world.js'

describe('CK10: a caller that aborts', () => {
  it('before the start sends nothing', async () => {
    const { server, auth } = createWorld()
    const error = await failureOf(auth.login({ show: () => undefined, signal: AbortSignal.abort() }))
    expect(error.code).toBe('aborted')
    expect(server.requests).toEqual([])
  })

  it('in a wait sends nothing more, and leaves no sleep behind', async () => {
    const { server, events, auth } = createWorld()
    const stop = new AbortController()
    server.afterPolls(2, () => void server.time.sleep(2_000).then(() => stop.abort()))
    const error = await failureOf(server.time.runUntil(auth.login({ show: () => undefined, signal: stop.signal })))
    expect(error.code).toBe('aborted')
    expect(server.polls).toHaveLength(2)
    expect(events.at(-1)).toEqual({ type: 'ended', code: 'aborted' })
    await expect(server.time.runUntil(new Promise(() => undefined))).rejects.toThrow('nothing sleeps on this time')
  })

  it('while the prompt is shown ends at once', async () => {
    const { server, auth } = createWorld()
    const stop = new AbortController()
    const show = () => {
      queueMicrotask(() => stop.abort())
      return new Promise<void>(() => undefined)
    }
    const error = await failureOf(server.time.runUntil(auth.login({ show, signal: stop.signal })))
    expect(error.code).toBe('aborted')
    expect(server.polls).toEqual([])
  })

  it('in a request ends at once', async () => {
    const { server, auth } = createWorld()
    const stop = new AbortController()
    server.timeOut(1)
    void server.time.sleep(6_000).then(() => stop.abort())
    const error = await failureOf(server.time.runUntil(auth.login({ show: () => undefined, signal: stop.signal })))
    expect(error.code).toBe('aborted')
    expect(server.time.clock.now() - (server.requests[0]?.at ?? 0)).toBe(6_000)
  })

  it('while it waits for a token lets the refresh of others go on', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    await server.time.advance(3_600_000)
    const stop = new AbortController()
    const impatient = auth.accessToken({ signal: stop.signal })
    const patient = auth.accessToken()
    stop.abort()
    expect((await failureOf(impatient)).code).toBe('aborted')
    expect(await server.time.runUntil(patient)).not.toBe('')
    expect(server.refreshes).toEqual(['refreshed'])
  })

  it('gets what its own function has thrown', async () => {
    const { auth } = createWorld()
    const broken = auth.login({
      show() {
        throw new RangeError('the window is gone')
      },
    })
    await expect(broken).rejects.toThrow(new RangeError('the window is gone'))
  })
})
