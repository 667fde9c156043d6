import { type BudgetOptions, createBudget } from '../src/http/budget.js'
import type { Exchange } from '../src/http/exchange.js'
import { createWire, type WireOptions } from '../src/http/wire.js'

export const origin = 'https://login.example.com'

/** Responds to a request, as a server does. */
export type Answer = (request: Request, nth: number) => Response | Promise<Response>

/** What a test chooses. */
export type WireChoice = Partial<Omit<WireOptions, 'budget' | 'fetch'> & Omit<BudgetOptions, 'now'>>

/** A wire to a server in memory. Its clock stands still while it does not sleep. */
export function fakeWire(answer: Answer, { maxRequests = 100, maxTime = 3_600_000, ...choice }: WireChoice = {}) {
  let time = 0
  const slept: number[] = []
  const sent: Request[] = []
  const seen: Exchange[] = []
  const now = () => time
  const budget = createBudget({ maxRequests, maxTime, now })
  const wire = createWire({
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sent.push(request)
      return answer(request, sent.length)
    },
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
      time += milliseconds
    },
    now,
    origins: new Set([origin]),
    pace: 100,
    timeout: 1000,
    budget,
    signal: undefined,
    onExchange: (exchange) => seen.push(exchange),
    ...choice,
  })
  return { wire, budget, slept, sent, seen, now }
}

/** A response with a JSON body. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status })
}
