import { describe, expect, it } from 'vitest'
import { membersOf } from '../support/json.js'
import { createWorld, failureOf, gaps } from './world.js'

describe('CK01: a person who needs a while', () => {
  it('is signed in at the pace of the server, and the tokens are kept before that', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn(3)
    expect(server.polls).toEqual(['pending', 'pending', 'pending', 'approved'])
    expect(server.pollTimes).toEqual([5_000, 10_000, 15_000, 20_000])
    expect(server.tokenSets).toBe(1)
    expect(await auth.accessToken()).not.toBe('')
  })
})

describe('CK02: the interval that the server names', () => {
  it.each([
    ['none', undefined, 5],
    ['zero', 0, 1],
    ['an hour, while the codes live for longer', 3_600, 3_600],
  ])('is kept: %s', async (_, interval, expected) => {
    const { server, signIn } = createWorld({ policy: { lifetime: 4 * 3_600_000 } })
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/device_authorization')) return response
      const { interval: _, ...body } = await membersOf(response)
      return Response.json({ ...body, ...(interval !== undefined && { interval }) })
    })
    await signIn()
    expect(server.pollTimes[0]).toBe(expected * 1_000)
  })

  it('must be a number', async () => {
    const { server, auth } = createWorld()
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/device_authorization')) return response
      return Response.json({ ...(await membersOf(response)), interval: '5' })
    })
    const { failure } = await failureOf(auth.login({ show: () => undefined }))
    expect(failure).toMatchObject({ code: 'refused', error: 'invalid_response' })
  })
})

describe('CK03: a clock of the device that runs fast', () => {
  it.each(['runFast', 'runWallFast'] as const)('never makes it poll too fast: %s', async (clock) => {
    const { server, signIn } = createWorld()
    server.deviceClock[clock](1.3)
    await signIn(20)
    expect(server.polls).not.toContain('slow_down')
    expect(server.polls).toHaveLength(21)
  })
})

describe('CK04: a server that wants fewer polls', () => {
  it('gets them for good, by its own number and by five seconds more', async () => {
    const { server, events, signIn } = createWorld()
    server.tooFast(1, { interval: 22_000 })
    server.tooFast(1)
    await signIn(4)
    expect(server.polls).toEqual(['slow_down', 'slow_down', 'pending', 'pending', 'approved'])
    expect(gaps([0, ...server.pollTimes])).toEqual([5, 22, 27, 27, 27])
    expect(events).toContainEqual(expect.objectContaining({ type: 'slowedDown', interval: 27_000 }))
  })
})

describe('CK05: a server that does not answer in time', () => {
  it('is asked half as often after each timeout, for good', async () => {
    const { server, signIn } = createWorld()
    server.timeOut(3)
    await signIn(5)
    expect(server.polls).toEqual(['timedOut', 'timedOut', 'timedOut', 'pending', 'pending', 'approved'])
    // Each request takes ten seconds until the device gives up, and then it waits.
    expect(gaps(server.pollTimes)).toEqual([20, 30, 50, 40, 40])
  })

  it('is unreachable after eight timeouts, and a minute at least', async () => {
    const { server, auth } = createWorld({ policy: { lifetime: 3_600_000 } })
    server.timeOut(100)
    const error = await failureOf(server.time.runUntil(auth.login({ show: () => undefined })))
    expect(error.failure).toEqual({ code: 'unreachable', host: '127.0.0.1:3000' })
    expect(server.polls).toHaveLength(8)
  })
})

describe('CK06: an error on the way', () => {
  it.each([
    ['a page with the status 503', (server: ReturnType<typeof createWorld>['server']) => server.status(503)],
    ['the status 502', (server) => server.status(502)],
    ['the status 429 without a word', (server) => server.status(429)],
    ['a page with the status 200', (server) => server.html()],
    ['a connection that breaks before the request arrives', (server) => server.loseNextAnswer('request')],
    [
      'JSON without a word',
      (server) => {
        const end = server.intercept(async (request, next) => {
          if (!request.url.endsWith('/token')) return next(request)
          end()
          return Response.json({}, { status: 500 })
        })
      },
    ],
    [
      'a word of something that limits requests',
      (server) => {
        const end = server.intercept(async (request, next) => {
          if (!request.url.endsWith('/token')) return next(request)
          end()
          return Response.json({ statusCode: 429, error: 'Too Many Requests' }, { status: 429 })
        })
      },
    ],
    [
      'a name that cannot be resolved',
      (server) => {
        const end = server.intercept(async (request, next) => {
          if (!request.url.endsWith('/token')) return next(request)
          end()
          throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })
        })
      },
    ],
  ])('does not end a sign-in: %s', async (_, spoil) => {
    const { server, events, signIn } = createWorld()
    spoil(server)
    await signIn(2)
    expect(server.polls.at(-1)).toBe('approved')
    expect(server.tokenSets).toBe(1)
    expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(1)
  })

  it('keeps to a date in Retry-After, if the clock of the device is an hour behind', async () => {
    const { server, signIn } = createWorld()
    server.deviceClock.setBack(3_600_000)
    const end = server.intercept(async (request, next) => {
      if (!request.url.endsWith('/token')) return next(request)
      end()
      const now = server.time.clock.now()
      const dateIn = (seconds: number) => new Date(now + seconds * 1_000).toUTCString()
      return new Response('', { status: 503, headers: { Date: dateIn(0), 'Retry-After': dateIn(60) } })
    })
    await signIn(1)
    expect(gaps(server.pollTimes)).toEqual([60])
  })

  it('keeps to the interval if the server says its words with the status 200', async () => {
    const { server, signIn } = createWorld()
    server.intercept(async (request, next) => {
      const response = await next(request)
      return request.url.endsWith('/token') ? new Response(response.body, { headers: response.headers }) : response
    })
    await signIn(3)
    expect(gaps(server.pollTimes)).toEqual([5, 5, 5])
  })

  it('keeps to Retry-After', async () => {
    const { server, signIn } = createWorld()
    server.status(503, 1, { retryAfter: 60 })
    await signIn(1)
    expect(gaps(server.pollTimes)).toEqual([60])
  })
})

describe('CK07: a granted response that is lost', () => {
  it.each([
    ['the connection breaks', 'answer', ['lost', 'approved']],
    ['the body breaks off', 'body', ['lost', 'approved']],
    ['the JSON is cut', 'garbled', ['garbled', 'approved']],
  ] as const)('is given again: %s', async (_, how, polls) => {
    const { server, auth } = createWorld()
    const login = auth.login({
      async show({ userCode }) {
        await server.approve(userCode)
        if (how === 'garbled') server.garble()
        else server.loseNextAnswer(how)
      },
    })
    await server.time.runUntil(login)
    expect(server.polls).toEqual(polls)
    expect(server.tokenSets).toBe(1)
  })

  it('is given again if it is lost three times', async () => {
    const { server, auth } = createWorld()
    const login = auth.login({
      async show({ userCode }) {
        await server.approve(userCode)
        server.loseNextAnswer('answer', 2)
        server.garble()
      },
    })
    await server.time.runUntil(login)
    expect(server.polls).toEqual(['lost', 'lost', 'garbled', 'approved'])
    expect(server.tokenSets).toBe(1)
  })
})

describe('CK08: a granted response that is lost, of a server that does not give it again', () => {
  it.each(['answer', 'body'] as const)('is called by its name: %s', async (part) => {
    const { server, auth } = createWorld({ policy: { replayWindow: 0 } })
    const login = auth.login({
      async show({ userCode }) {
        await server.approve(userCode)
        server.loseNextAnswer(part)
      },
    })
    const error = await failureOf(server.time.runUntil(login))
    expect(error.code).toBe('answerLost')
    expect(error.message).toBe('The response of the server was lost after the request was decided. Sign in again.')
  })
})

describe('CK09: the end of the codes', () => {
  it('is a denial if the person denies', async () => {
    const { server, auth } = createWorld()
    const login = auth.login({ show: ({ userCode }) => server.afterPolls(1, () => server.deny(userCode)) })
    expect((await failureOf(server.time.runUntil(login))).code).toBe('denied')
    expect(server.polls).toEqual(['pending', 'denied'])
  })

  it('is judged by the server, with one last poll', async () => {
    const { server, auth } = createWorld({ policy: { lifetime: 20_000 } })
    const login = auth.login({ show: () => undefined })
    expect((await failureOf(server.time.runUntil(login))).code).toBe('expired')
    expect(server.pollTimes).toEqual([5_000, 10_000, 15_000, 20_000])
  })

  it.each([
    ['and knows the codes', 11 * 60_000, 'expired'],
    ['and has forgotten the codes', 8 * 3_600_000, 'invalid_grant'],
  ])('comes while the device sleeps; the server says so %s', async (_, duration, word) => {
    const { server, events, auth } = createWorld()
    const login = auth.login({ show: () => sleepAt(server, 12_000, duration) })
    expect((await failureOf(server.time.runUntil(login))).code).toBe('expired')
    expect(server.polls).toEqual(['pending', 'pending', word])
    expect(events.map(({ type }) => type)).toContain('resumed')
  })

  it('is no end for a person who approved while the device slept past it', async () => {
    const { server, auth } = createWorld({ policy: { lifetime: 60_000, interval: 10_000 } })
    const login = auth.login({
      async show({ userCode }) {
        sleepAt(server, 52_000, 10_500)
        server.afterPolls(5, () => server.approve(userCode))
      },
    })
    await server.time.runUntil(login)
    expect(server.polls.slice(-2)).toEqual(['pending', 'approved'])
    expect(server.pollTimes.at(-1)).toBeGreaterThan(60_000)
  })

  it('is not known better by a wall clock that is set during the sign-in', async () => {
    const { server, signIn } = createWorld()
    server.afterPolls(2, () => server.deviceClock.setForward(50 * 365 * 86_400_000))
    await signIn(6)
    expect(server.polls.at(-1)).toBe('approved')
  })

  it('is not put off by a wall clock that is set back', async () => {
    const { server, signIn } = createWorld()
    server.afterPolls(2, () => server.deviceClock.setBack(86_400_000))
    await signIn(4)
    expect(Math.max(...gaps(server.pollTimes))).toBeLessThanOrEqual(10)
  })
})

/** The device falls asleep at a moment, while it waits for its next poll. */
function sleepAt(server: ReturnType<typeof createWorld>['server'], moment: number, duration: number): void {
  void server.time.sleep(moment).then(() => server.deviceClock.sleep(duration))
}
